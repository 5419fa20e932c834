import HotlineControl

/// Values of the local API for tests: one exchange between alpha.example and beta.example.
enum Samples {
    static let id = "01932f4e-9d2a-7c4b-8f00-0123456789ab"
    static let replyID = "01932f50-0000-7000-8000-00000000000a"
    static let digest = String(repeating: "ab", count: 32)
    static let root = String(repeating: "0c", count: 32)

    static func message(
        id: String = Samples.id, direction: Message.Direction = .sent, state: Message.State = .queued
    ) -> Message {
        Message(
            id: id, direction: direction, state: state, sender: direction == .sent ? "alpha.example" : "beta.example",
            recipient: direction == .sent ? "beta.example" : "alpha.example", peer: "beta.example", channel: "csirt",
            precedence: "immediate", kind: "notice", tlp: "amber+strict", mediaType: "application/json", size: 1234,
            epoch: "00112233445566778899aabbccddeeff", sequence: 7, digest: digest,
            issuedAt: "2026-11-21T22:04:05.100Z", storedAt: "2026-11-21T22:04:05.123Z", leafIndex: 12)
    }

    static let receipt = ReceiptSummary(
        log: "beta.example/alpha.example/0011223344556677", treeSize: 16, leafIndex: 15, root: root,
        issuedAt: "2026-11-21T22:04:06.000Z", storedAt: "2026-11-21T22:04:06.500Z", verified: true)

    static var receipted: Message {
        var message = message(state: .receipted)
        message.receipt = receipt
        return message
    }

    static func decided(_ decision: String) -> Message {
        var message = receipted
        message.state = .acknowledged
        message.acknowledgements = [
            AcknowledgementSummary(
                id: replyID, decision: decision, officer: "B. Petrova", note: "On it.", by: "beta.example",
                at: "2026-11-21T22:10:00.000Z")
        ]
        return message
    }

    static var refused: Message {
        var message = receipted
        message.state = .refused
        message.refusal = RefusalSummary(id: replyID, code: "unknown-channel", at: "2026-11-21T22:04:07.000Z")
        return message
    }

    static func peer(verifiedAt: String? = nil) -> Peer {
        Peer(
            name: "beta.example", keyLine: "beta.example+00000000+AAAA", verifiedAt: verifiedAt,
            routes: ["beta.example:7411", "192.0.2.7:7411"], log: "alpha.example/beta.example/8899aabbccddeeff",
            safetyNumber: number)
    }

    static let number = "11111 22222 33333 44444 55555 66666 77777 88888 99999 00000 12345 67890"

    static let status = NodeStatus(
        name: "alpha.example", keyLine: "alpha.example+00000000+AAAA", version: "0.1.0",
        startedAt: "2026-11-21T20:00:00.000Z", epoch: "00112233445566778899aabbccddeeff", listen: "0.0.0.0:7411",
        lines: [
            LineStatus(
                peer: "beta.example", verified: true, state: .connected, route: "192.0.2.7:7411", session: 3,
                connectedSince: "2026-11-21T20:00:01.000Z", queued: 0, overdue: 1, clockSkewSeconds: 2,
                log: LogHead(origin: "alpha.example/beta.example/01", size: 13, root: root),
                peerLog: LogHead(origin: "beta.example/alpha.example/02", size: 16, root: root)),
            LineStatus(
                peer: "gamma.example", verified: false, state: .stopped, stoppedReason: "fork: two heads of one size",
                queued: 4, overdue: 0, log: LogHead(origin: "alpha.example/gamma.example/03", size: 5, root: root)),
        ])

    static let log = LogPage(
        log: "alpha.example/beta.example/8899aabbccddeeff", size: 3, root: root,
        entries: [
            LogEntry(index: 0, type: .opening, leafHash: digest, at: "2026-11-21T20:00:00.000Z"),
            LogEntry(
                index: 1, type: .statement, leafHash: digest, at: "2026-11-21T22:04:05.123Z",
                message: LoggedMessage(
                    id: id, kind: "notice", direction: .sent, channel: "csirt", precedence: "immediate")),
            LogEntry(
                index: 2, type: .head, leafHash: digest, at: "2026-11-21T22:04:06.500Z",
                head: LoggedHead(
                    log: "beta.example/alpha.example/0011223344556677", treeSize: 16, root: root,
                    issuedAt: "2026-11-21T22:04:06.000Z")),
        ])

    static func event(_ name: NodeEvent.Name, at second: Int, message: Message? = nil) -> NodeEvent {
        NodeEvent(
            event: name, at: "2026-11-21T22:04:0\(second).000Z", peer: "beta.example", message: message,
            reason: message == nil ? "the peer said bye" : nil)
    }
}
