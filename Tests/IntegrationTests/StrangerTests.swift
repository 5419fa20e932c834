import Foundation
import Glibc
import HotlineControl
import HotlineProtocol
import Synchronization
import Testing

extension Integration {
    /// Connections of those who are not pinned, and of those who do not read.
    @Suite("Strangers", .timeLimit(.minutes(5)))
    struct StrangerTests {
        @Test("SIGTERM while strangers come and go stops the daemon with status 0")
        func stopUnderFire() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let port = pair.alpha.port
                let isOver = Flag()
                for _ in 0..<4 {
                    Thread.detachNewThread {
                        while !isOver.isSet { Stranger(port: port)?.close() }
                    }
                }
                defer { isOver.set() }
                let request = try SubmitRequest.text("through the crowd")
                _ = try await pair.beta.client.submit(
                    SubmitRequest(
                        messageID: request.messageID, peer: "alpha.example", channel: "csirt", precedence: "flash",
                        kind: "message", tlp: "amber", text: "through the crowd"))
                let shown = try await pair.beta.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                #expect(await pair.alpha.stop() == 0)
            }
        }

        @Test("a peer that stopped reading holds up neither its removal nor the daemon's stop")
        func deafPeer() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let first = try SubmitRequest.text("are you there")
                _ = try await pair.alpha.client.submit(first)
                _ = try await pair.alpha.client.wait(patiently: first.messageID, until: .receipt)
                let beta = try #require(await pair.beta.daemon)
                kill(beta.processID, SIGSTOP)
                defer { kill(beta.processID, SIGCONT) }
                let large = SubmitRequest(
                    messageID: "\(try MessageID.fresh())", peer: "beta.example", channel: "csirt",
                    precedence: "routine", kind: "message", tlp: "amber", mediaType: "application/octet-stream",
                    bodyBase64: Data(count: 12 << 20).base64EncodedString())
                _ = try await pair.alpha.client.submit(large)
                try await pair.alpha.client.removePeer(named: "beta.example")
                #expect(await pair.alpha.daemon?.hasLogged("this side left: removed") == true)
                let took = await ContinuousClock().measure { #expect(await pair.alpha.stop() == 0) }
                #expect(took < .seconds(20))
            }
        }

        @Test("a stranger that says nothing is closed at the handshake's deadline, and gets not one byte")
        func silentStranger() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let stranger = try #require(Stranger(port: pair.alpha.port))
                let took = await ContinuousClock().measure { #expect(await stranger.readToEnd().isEmpty) }
                #expect(took > .seconds(3) && took < .seconds(60))
                stranger.close()
            }
        }

        @Test("more silent strangers than may shake hands at once are closed; the rest of the node goes on")
        func crowd() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let crowd = (0..<160).compactMap { _ in Stranger(port: pair.alpha.port) }
                #expect(crowd.count == 160)
                // The first of those over the limit is closed at once, not at the deadline of the others.
                #expect(await crowd.last?.readToEnd().isEmpty == true)
                #expect(try await pair.alpha.client.status().name == "alpha.example")
                for stranger in crowd { stranger.close() }
            }
        }
    }
}

/// A TCP connection to a daemon on this machine, without TLS.
private struct Stranger: Sendable {
    private let descriptor: Int32

    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            Glibc.close(descriptor)
            return nil
        }
    }

    /// Reads until the other side closes, on a thread of its own.
    func readToEnd() async -> [UInt8] {
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
                while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
                    bytes += buffer.prefix(count)
                }
                done.resume(returning: bytes)
            }
        }
    }

    func close() { Glibc.close(descriptor) }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}
