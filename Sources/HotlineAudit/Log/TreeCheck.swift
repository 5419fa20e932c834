internal import HotlineCrypto
internal import TransparencyLog

/// Grows the tree leaf by leaf and holds every stored hash against it.
struct TreeCheck {
    private let context: LogContext
    private var page: [Digest] = []
    private var next = 0
    private var position: UInt64 = 0
    private(set) var frontier = TreeFrontier()
    /// Roots that others name, to be compared when the tree has that size.
    private var claims: [RootClaim]
    private var nextClaim = 0

    init(_ context: LogContext, claims: [RootClaim]) {
        self.context = context
        self.claims = claims.sorted { $0.size < $1.size }
        while nextClaim < self.claims.count, self.claims[nextClaim].size == 0 { nextClaim += 1 }
    }

    mutating func append(_ hash: Digest, at leaf: UInt64) throws {
        for computed in frontier.append(hash) { try compare(computed, at: leaf) }
        while nextClaim < claims.count, claims[nextClaim].size == frontier.size {
            let claim = claims[nextClaim]
            guard claim.root == frontier.root else {
                throw AuditFinding(
                    claim.kind, place: claim.place, at: leaf, "its root is not that of the first \(claim.size) leaves")
            }
            nextClaim += 1
        }
    }

    /// After the last leaf: nothing is stored beyond.
    func finish() throws {
        guard isKept else { return }
        let more = try context.source.hashes(of: context.log, from: position, limit: 1)
        guard next == page.count, more.isEmpty else {
            throw AuditFinding(
                .treeHash, place: "tree hash \(position)", at: frontier.size, "it is stored beyond the end of the log")
        }
    }

    /// The claims about sizes that the log does not have.
    var claimsBeyond: ArraySlice<RootClaim> { claims[nextClaim...] }

    private var isKept: Bool { context.source.contents.contains(.hashes) }

    private mutating func compare(_ computed: Digest, at leaf: UInt64) throws {
        guard isKept else { return }
        if next == page.count {
            page = try context.source.hashes(of: context.log, from: position, limit: AuditLimits.pageRows)
            next = 0
        }
        let place = "tree hash \(position)"
        guard next < page.count else { throw AuditFinding(.treeHash, place: place, at: leaf, "it is missing") }
        guard page[next] == computed else {
            throw AuditFinding(.treeHash, place: place, at: leaf, "it is not the hash of the leaves below it")
        }
        next += 1
        position += 1
    }
}

/// A root that something signed names for a size of this log.
struct RootClaim {
    let size: UInt64
    let root: Digest
    let kind: AuditFinding.Kind
    let place: String
}
