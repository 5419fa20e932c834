public import HotlineCrypto

/// The keys that an audit trusts. They come from whoever asks for it, never from the source.
public struct AuditKeys: Hashable, Sendable {
    /// The key lines.
    public let lines: Set<KeyLine>

    /// Trusts these keys and no others.
    public init(_ lines: some Sequence<KeyLine>) {
        self.lines = Set(lines)
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
