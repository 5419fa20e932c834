import HotlineControl

/// One of each reply with every field filled.
enum Sample {
    static let id = "019365d0-7a00-7abc-8def-0123456789ab"
    static let otherID = "019365d0-7a00-7abc-8def-0123456789ac"
    static let time = "2026-11-21T22:04:05.123Z"
    static let head = LogHead(origin: "a/b/00", size: 7, root: "ab")

    static let line = LineStatus(
        peer: "b", verified: true, state: .stopped, stoppedReason: "fork", route: "h:1", session: 3,
        connectedSince: time, queued: 1, overdue: 2, clockSkewSeconds: -4, log: head, peerLog: head, lastError: "e")

    static let status = NodeStatus(
        name: "a", keyLine: "k", version: "1", startedAt: time, epoch: "00", listen: "h:1",
        granting: false, grantingReason: .noSpace, lines: [line])

    static let peer = Peer(
        name: "b", keyLine: "k", verifiedAt: time, routes: ["h:1"], log: "a/b/00", safetyNumber: "12345")

    static let receipt = ReceiptSummary(
        log: "b/a/01", treeSize: 9, leafIndex: 8, root: "cd", issuedAt: time, storedAt: time, verified: true)

    static let message = Message(
        id: id, direction: .sent, state: .acknowledged, sender: "a", recipient: "b", peer: "b", channel: "csirt",
        precedence: "flash", kind: "notice", tlp: "amber", mediaType: "application/json", language: "en", size: 2,
        inReplyTo: otherID, epoch: "00", sequence: 1, digest: "ef", issuedAt: time, storedAt: time, leafIndex: 1,
        acknowledgeBySeconds: 60, acknowledgeDue: time, overdue: false, receipt: receipt,
        acknowledgements: [
            AcknowledgementSummary(id: otherID, decision: "accepted", officer: "O", note: "n", by: "b", at: time)
        ], refusal: RefusalSummary(id: otherID, code: "unknown-kind", at: time),
        details: MessageDetails(decision: "accepted", officer: "O", code: "c"), text: "{}", transferred: 1)

    static let submit = SubmitRequest(
        messageID: id, peer: "b", channel: "csirt", precedence: "flash", kind: "message", tlp: "amber",
        mediaType: "text/plain", language: "en", text: "hi", acknowledgeBySeconds: 60, inReplyTo: otherID)

    static let logPage = LogPage(
        log: "a/b/00", size: 7, root: "ab",
        entries: [
            LogEntry(
                index: 1, type: .statement, leafHash: "11", at: time,
                message: LoggedMessage(
                    id: id, kind: "notice", direction: .sent, channel: "csirt", precedence: "flash")),
            LogEntry(
                index: 2, type: .head, leafHash: "22",
                head: LoggedHead(log: "b/a/01", treeSize: 9, root: "cd", issuedAt: time)),
        ], next: 3)
}
