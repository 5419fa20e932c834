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

    private func head(_ leaf: StoredLeaf, _ line: LineService) throws -> HotlineControl.LogEntry {
        let head = try SignedHead(verifying: leaf.bytes, owner: line.peer).head
        let issuedAt = ControlTime.text(seconds: head.issuedAt)
        return HotlineControl.LogEntry(
            index: leaf.index, type: .head, leafHash: "\(leaf.leafHash)", at: issuedAt,
            head: LoggedHead(
                log: "\(head.origin)", treeSize: head.size, root: "\(head.root)", issuedAt: issuedAt))
    }
}
