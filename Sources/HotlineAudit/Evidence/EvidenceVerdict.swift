public import HotlineCrypto
public import HotlineProtocol

/// What kept objects prove against each other, from the public keys alone.
public struct EvidenceVerdict: Hashable, Sendable {
    /// What a contradiction is.
    public enum Finding: Hashable, Sendable {
        /// One size of one log with two roots.
        case twoHistories(LogOrigin, size: UInt64, roots: [Digest])
        /// One place of a stream with two statements.
        case twoStatements(Statement)
        /// Two sizes of one log: both can be true.
        case sizes(LogOrigin, [UInt64])
        /// Two logs of one owner for one peer: both can be there, where the one follows the other.
        case logs([LogOrigin])
        /// Nothing that is about the same.
        case nothing
    }

    /// The objects, in their order.
    public let objects: [EvidenceObject]
    /// What they show.
    public let finding: Finding

    /// Whether two of the objects cannot both be true, whatever else is known.
    public var isProven: Bool {
        switch finding {
        case .twoHistories, .twoStatements: true
        case .sizes, .logs, .nothing: false
        }
    }

    /// Reads and verifies objects, and compares each with each.
    public init(of objects: [[UInt8]], keys: [KeyLine]) throws(EvidenceError) {
        let reader = EvidenceReader(keys: keys)
        var read: [EvidenceObject] = []
        for (index, bytes) in objects.enumerated() { read.append(try reader.read(bytes, index + 1)) }
        self.objects = read
        finding = Self.compare(read)
    }

    /// The verdict in words.
    public var words: String {
        switch finding {
        case .twoHistories(let origin, let size, let roots):
            "PROVEN: \(origin.owner) signed two histories of its log \(origin): at size \(size) the root \(roots[0]) and the "
                + "root \(roots[1]). A log that only grows has one root at each size."
        case .twoStatements(let statement):
            "PROVEN: \(statement.sender) signed two different statements for one place: \(statement.stream) "
                + "\(statement.ordinal)."
        case .sizes(let origin, let sizes):
            "Signed, but no contradiction by itself: \(origin.owner) signed its log \(origin) at the sizes "
                + sizes.map(String.init).joined(separator: " and ")
                + ". Both can be true. Whoever has the log can show that the larger extends the smaller; the node that kept "
                + "these was not shown it."
        case .logs(let origins):
            "Signed, but no contradiction by itself: \(origins[0].owner) signed two logs of one line, "
                + origins.map(\.description).joined(separator: " and ")
                + ". The opening of the later one names the earlier one where it follows it."
        case .nothing: "Signed; these objects say nothing about the same thing."
        }
    }

    private static func compare(_ objects: [EvidenceObject]) -> Finding {
        var best = Finding.nothing
        for (index, one) in objects.enumerated() {
            for other in objects[(index + 1)...] {
                let finding = compare(one, other)
                switch finding {
                case .twoHistories, .twoStatements: return finding
                case .sizes, .logs: if best == .nothing { best = finding }
                case .nothing: break
                }
            }
        }
        return best
    }

    private static func compare(_ one: EvidenceObject, _ other: EvidenceObject) -> Finding {
        switch (one, other) {
        case (.head(let origin, let size, let root, _), .head(let origin2, let size2, let root2, _)):
            guard origin == origin2 else {
                return origin.owner == origin2.owner && origin.peer == origin2.peer
                    ? .logs([origin, origin2]) : .nothing
            }
            guard size == size2 else { return .sizes(origin, [size, size2].sorted()) }
            return root == root2 ? .nothing : .twoHistories(origin, size: size, roots: [root, root2])
        case (.statement(let said, let digest), .statement(let again, let digest2)):
            let isOnePlace =
                said.sender == again.sender && said.recipient == again.recipient && said.stream == again.stream
                && said.ordinal == again.ordinal
            return isOnePlace && digest != digest2 ? .twoStatements(said) : .nothing
        case (.head, .statement), (.statement, .head): return .nothing
        }
    }
}
