internal import HotlineProtocol

extension LogEnd {
    /// The streams of the index end where those of the log end. A receipt may have come in since `context.log`; none may be
    /// missing at `now`.
    func checkStreams() throws {
        guard context.source.contents.contains(.streams) else { return }
        let (before, after) = (try context.source.streams(of: context.log), try context.source.streams(of: now))
        var ends = state.streams.ends
        for stream in before {
            guard let key = Self.key(stream), let end = ends.removeValue(forKey: key) else {
                throw finding(stream, "the log has no statement of it")
            }
            guard end.leaf == stream.last else {
                throw finding(stream, "it ends at leaf \(end.leaf), not \(stream.last)")
            }
            let latest = after.first { Self.key($0) == key }?.lastReceipted
            try checkReceipted(stream, end, latest)
        }
        if let missing = ends.min(by: { $0.value.leaf < $1.value.leaf }) {
            throw AuditFinding(.index, at: missing.value.leaf, "its stream \(missing.key.stream) is not in the index")
        }
    }

    private func checkReceipted(
        _ stream: AuditStream, _ end: StreamChains.End, _ latest: UInt64?
    ) throws(AuditFinding) {
        guard context.source.contents.contains(.rows) else { return }
        let isBelow = stream.lastReceipted.map { first in end.receipted.map { first <= $0 } ?? false } ?? true
        let isAbove = end.receipted.map { seen in latest.map { seen <= $0 } ?? false } ?? true
        guard isBelow, isAbove else {
            throw finding(stream, "its last receipt is not that of leaf \(end.receipted.map { "\($0)" } ?? "none")")
        }
    }

    private static func key(_ stream: AuditStream) -> StreamChains.Key? {
        guard let channel = ChannelName(stream.channel), let precedence = Precedence(rawValue: stream.precedence) else {
            return nil
        }
        return StreamChains.Key(isOwn: stream.isOwn, stream: Stream(channel: channel, precedence: precedence))
    }

    private func finding(_ stream: AuditStream, _ what: String) -> AuditFinding {
        let side = stream.isOwn ? "own" : "peer's"
        return AuditFinding(.index, place: "the \(side) stream \(stream.channel)/\(stream.precedence)", what)
    }

    /// Receipts of a stream come in order. One that was not there when its page was read may have come before the next page
    /// was; one that is still missing was removed.
    func checkSkipped() throws {
        for leaf in state.streams.skipped.prefix(AuditLimits.laterReceipts) {
            let found = try context.source.leaves(of: context.log, from: leaf, limit: 1).first
            guard let found, found.index == leaf, found.row?.receipt != nil,
                case .statement(let checked)? = try? LeafCheck(context: context).check(found).content.get(),
                checked.receipt != nil
            else {
                throw AuditFinding(.receipt, at: leaf, "its receipt is gone: a later statement of its stream has one")
            }
        }
        guard state.streams.skipped.count <= AuditLimits.laterReceipts else {
            throw AuditFinding(
                .receipt, at: state.streams.skipped[AuditLimits.laterReceipts],
                "its receipt and those of many others are gone: later statements have theirs")
        }
    }

    /// What is worth knowing.
    mutating func addNotes() {
        let backwards = state.heads.backwards
        if let first = backwards.first {
            add("the clock ran backwards \(backwards.count) times, first before the head of size \(first)")
        }
        if state.heads.takenBack > 0 {
            add("\(state.heads.takenBack) refusals were taken back from the peer or issued again after a recovery")
        }
        for origin in state.history.formerLogs.map(\.description).sorted() {
            add("some receipts or heads are of another log of the peer, \(origin)")
        }
        let kept = context.source.contents
        let parts: [(AuditContents, String)] = [
            (.hashes, "stored tree hashes"), (.heads, "the heads of the batches"), (.rows, "receipts and outcomes"),
            (.streams, "the index of the streams"), (.bodies, "bodies"),
        ]
        for (part, name) in parts where !kept.contains(part) { add("\(name) are not kept there, and were not checked") }
        if let reason = context.log.stoppedReason { add("the line is marked as stopped: \(reason)") }
    }
}
