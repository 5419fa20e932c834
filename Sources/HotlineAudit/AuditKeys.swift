public import HotlineCrypto

/// The keys that an audit trusts. They come from whoever asks for it, never from the source.
public struct AuditKeys: Hashable, Sendable {
    /// The key lines.
    public let lines: Set<KeyLine>

    /// Trusts these keys and no others.
    public init(_ lines: some Sequence<KeyLine>) {
        self.lines = Set(lines)
    }

    /// Trusts a node's own key and those of the peers that it has pinned, and for lines that are over the keys that they were
    /// pinned with: their peer was removed, or has the same name under another key now. Those are known from the source alone,
    /// and entry 0 of each such log, signed by the node itself, must name the same one.
    public init(own: KeyLine, pinned: [KeyLine], logs: [AuditLog]) {
        let former = logs.compactMap { try? KeyLine(parsing: $0.peer) }.filter { $0.name != own.name }
        self.init([own] + pinned + former)
    }

    /// The trusted key of a log's party.
    ///
    /// - Parameter written: the key line that the source names, which only chooses among the trusted ones.
    /// - Returns: nil where no trusted key has that name.
    func line(_ written: String, name: NodeName) throws(AuditFinding) -> KeyLine? {
        let named = lines.filter { $0.name == name }
        if let match = named.first(where: { $0.description == written }) { return match }
        guard !named.isEmpty else { return nil }
        throw AuditFinding(
            .opening, place: "the key of \(name)", "\(written) stands there, which is not the key that is trusted")
    }
}
