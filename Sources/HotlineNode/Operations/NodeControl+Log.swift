internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    func log(_ query: LogQuery) async throws(ControlError) -> LogPage {
        let line = try find(peer: query.peer)
        return try await guarded {
            let head = try context.store.head(of: line.id)
            let leaves = try context.store.leaves(of: line.id, from: query.from, limit: query.limit)
            let last = leaves.last.map { $0.index + 1 } ?? head.size
            return LogPage(
                log: "\(head.origin)", size: head.size, root: "\(head.root)",
                entries: try leaves.map { try entry($0, line) }, next: last < head.size ? last : nil)
        }
    }

    private func entry(_ leaf: StoredLeaf, _ line: LineService) throws -> HotlineControl.LogEntry {
        switch leaf.type {
        case .opening:
            HotlineControl.LogEntry(
                index: leaf.index, type: .opening, leafHash: "\(leaf.leafHash)",
                at: ControlTime.text(seconds: line.opening.issuedAt))
        case .statement: try statement(leaf)
        case .head: try head(leaf, line)
        case .erasure: try erasure(leaf, line)
        }
    }

    private func statement(_ leaf: StoredLeaf) throws -> HotlineControl.LogEntry {
        let statement = try SignedStatement(decoding: leaf.bytes).statement
        let isOwn = statement.sender == context.local.name
        return HotlineControl.LogEntry(
            index: leaf.index, type: .statement, leafHash: "\(leaf.leafHash)",
            at: ControlTime.text(seconds: statement.issuedAt),
            message: LoggedMessage(
                id: "\(statement.messageID)", kind: statement.kind.text, direction: isOwn ? .sent : .received,
                channel: statement.stream.channel.text, precedence: "\(statement.stream.precedence)"))
    }

    private func erasure(_ leaf: StoredLeaf, _ line: LineService) throws -> HotlineControl.LogEntry {
        let record = try Erasure(verifying: leaf.bytes, owner: context.local, origin: line.opening.origin)
        let (officer, note, rule) = record.reason.texts
        return HotlineControl.LogEntry(
            index: leaf.index, type: .erasure, leafHash: "\(leaf.leafHash)",
            at: ControlTime.text(seconds: record.issuedAt),
            erasure: LoggedErasure(
                leaves: record.leaves, log: record.log == record.origin ? nil : "\(record.log)", officer: officer,
                note: note, rule: rule))
    }

    private func head(_ leaf: StoredLeaf, _ line: LineService) throws -> HotlineControl.LogEntry {
        let head = try SignedHead(verifying: leaf.bytes, owner: line.peer).head
        let issuedAt = ControlTime.text(seconds: head.issuedAt)
        return HotlineControl.LogEntry(
            index: leaf.index, type: .head, leafHash: "\(leaf.leafHash)", at: issuedAt,
            head: LoggedHead(
                log: "\(head.origin)", treeSize: head.size, root: "\(head.root)", issuedAt: issuedAt))
    }
}

extension ErasureReason {
    /// What the API shows of it: an officer with a note, or a rule.
    var texts: (officer: String?, note: String?, rule: String?) {
        switch self {
        case .request(let officer, let note): (officer, note, nil)
        case .retention(let rule): (nil, nil, rule)
        }
    }
}

extension ErasureSummary {
    init(_ erasure: StoredErasure) {
        let (officer, note, rule) = erasure.reason.texts
        self.init(
            at: ControlTime.text(erasure.at), log: "\(erasure.log)", leafIndex: erasure.leafIndex, officer: officer,
            note: note, rule: rule,
            state: erasure.isFinished ? .erased : .erasing)
    }
}
