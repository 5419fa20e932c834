import Foundation
import HotlineControl
import HotlineProtocol
import Testing

/// Two paired nodes in a scratch directory that goes with the test.
struct Pair {
    let alpha: TestNode
    let beta: TestNode
    let scratch: String

    /// Makes two nodes and pins each at the other; no daemon runs yet.
    static func with<Result>(_ body: (Pair) async throws -> Result) async throws -> Result {
        let scratch = "/tmp/hotline-test-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let alpha = try await TestNode(name: "alpha.example", in: scratch)
        let beta = try await TestNode(name: "beta.example", in: scratch)
        let pair = Pair(alpha: alpha, beta: beta, scratch: scratch)
        try await pair.pin(alpha, at: beta)
        try await pair.pin(beta, at: alpha)
        let result: Result
        do {
            result = try await body(pair)
        } catch {
            for node in [alpha, beta] { print("--- log of \(node.name)\n\(await node.daemon?.log ?? "not running")") }
            await pair.kill()
            throw error
        }
        await pair.kill()
        return result
    }

    func startBoth() async throws {
        try await alpha.start()
        try await beta.start()
    }

    private func kill() async {
        await alpha.kill()
        await beta.kill()
    }

    func pin(_ peer: TestNode, at node: TestNode) async throws {
        let added = try await node.desk(
            "peer", "add", "\(try peer.keyLine())", "--route", "127.0.0.1:\(peer.port)")
        try #require(added.status == 0, "\(added.errors)")
    }
}

extension SubmitRequest {
    /// A text message with a fresh id.
    static func text(
        _ text: String, to peer: String = "beta.example", channel: String = "csirt", precedence: String = "routine",
        id: MessageID? = nil
    ) throws -> SubmitRequest {
        SubmitRequest(
            messageID: "\(try id ?? .fresh())", peer: peer, channel: channel, precedence: precedence, kind: "message",
            tlp: "amber", text: text)
    }
}

extension MessageID {
    static func fresh() throws -> MessageID {
        let random = (0..<10).map { _ in UInt8.random(in: 0...255) }
        let now = UTCTime(milliseconds: UInt64(Date().timeIntervalSince1970 * 1000))
        return try #require(MessageID(at: now, random: random))
    }
}
