import HotlineControl

/// One of each reply, as the fake node gives it.
enum Sample {
    static let id = "019365d0-7a00-7abc-8def-0123456789ab"
    static let otherID = "019365d0-7a00-7abc-8def-0123456789ac"
    static let time = "2026-11-21T22:04:05.123Z"
    static let keyLine = "beta.example+0a1b2c3d+Afake"
    static let head = LogHead(
        origin: "alpha.example/beta.example/0011223344556677", size: 7, root: String(repeating: "ab", count: 32))

    static let status = NodeStatus(
        name: "alpha.example", keyLine: keyLine, version: "1.0.0", startedAt: time,
        epoch: String(repeating: "0", count: 32), listen: "127.0.0.1:7411",
        lines: [
            LineStatus(
                peer: "beta.example", verified: true, state: .connected, route: "10.0.0.2:7411", session: 3,
                connectedSince: time, queued: 1, overdue: 0, clockSkewSeconds: -1, log: head, peerLog: head)
        ])

    static let identity = NodeIdentity(
        keyLine: keyLine, name: "alpha.example", keyID: String(repeating: "cd", count: 32))

    static let peer = Peer(
        name: "beta.example", keyLine: keyLine, routes: ["10.0.0.2:7411"], log: head.origin,
        safetyNumber: Array(repeating: "12345", count: 12).joined(separator: " "))

    static let message = Message(
        id: id, direction: .sent, state: .receipted, sender: "alpha.example", recipient: "beta.example",
        peer: "beta.example", channel: "csirt", precedence: "immediate", kind: "notice", tlp: "amber",
        mediaType: "application/json", language: "en", size: 2, epoch: String(repeating: "0", count: 32), sequence: 1,
        digest: head.root, issuedAt: time, storedAt: time, leafIndex: 1, acknowledgeBySeconds: 1800,
        acknowledgeDue: time,
        receipt: ReceiptSummary(
            log: head.origin, treeSize: 7, leafIndex: 5, root: head.root, issuedAt: time, verified: true),
        text: "{}")

    static let body = MessageBody(mediaType: "text/plain; charset=utf-8", bytes: Array("за́яц\n".utf8))

    static let logPage = LogPage(
        log: head.origin, size: 7, root: head.root,
        entries: [LogEntry(index: 0, type: .opening, leafHash: head.root, at: time)], next: 1)

    static let event = NodeEvent(event: .messageReceived, at: time, peer: "beta.example", message: message)

    static let submit = SubmitRequest(
        messageID: id, peer: "beta.example", channel: "csirt", precedence: "immediate", kind: "message", tlp: "amber",
        text: "Good morning")

    static let acknowledge = AcknowledgeRequest(
        messageID: otherID, officer: "B. Officer", decision: "accepted", note: "on it")
}
