internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// A leaf of which everything was checked that needs no other leaf.
struct CheckedLeaf: Sendable {
    enum Content: Sendable {
        case opening(LogOpening)
        case statement(CheckedStatement)
        case peerHead(SignedHead)
        case erasure(Erasure)
    }

    let index: UInt64
    let hash: Digest
    /// The failure is an `AuditFinding`, or what the source said.
    let content: Result<Content, any Error>
}

/// A statement whose signature was verified.
struct CheckedStatement: Sendable {
    enum Body: Sendable {
        case verified
        case absent
        /// None by right, or not kept by the source.
        case none
    }

    let statement: Statement
    let digest: Digest
    let isOwn: Bool
    /// What the index says; nil where the source has none.
    let row: AuditRow?
    let receipt: Proven?
    /// What receipts of the peer's former logs prove.
    let former: [Proven]
    let body: Body

    /// What a receipt proves.
    struct Proven: Sendable {
        let head: SignedHead
        let leafIndex: UInt64
    }
}

/// Checks leaves, each by itself: this is what runs on all cores.
struct LeafCheck: Sendable {
    let context: LogContext
    /// Bodies that were read before, by leaf.
    private var bodies: [UInt64: any AuditBody] = [:]

    init(context: LogContext) {
        self.context = context
    }

    enum LeafType {
        static let opening: UInt8 = 0
        static let statement: UInt8 = 1
        static let peerHead: UInt8 = 2
        static let erasure: UInt8 = 3
    }

    /// Checks leaves that follow each other. Their short bodies are read together: a transaction for each would be a fifth of
    /// the work.
    func check(_ leaves: ArraySlice<AuditLeaf>) -> [CheckedLeaf] {
        var check = self
        // What cannot be read here is read again at its leaf, and found wrong there.
        check.bodies = (try? shortBodies(of: leaves)) ?? [:]
        return leaves.map(check.check)
    }

    func check(_ leaf: AuditLeaf) -> CheckedLeaf {
        let hash = MerkleTree.leafHash(leaf.bytes)
        return CheckedLeaf(index: leaf.index, hash: hash, content: Result { try content(leaf, hash) })
    }

    private func content(_ leaf: AuditLeaf, _ hash: Digest) throws -> CheckedLeaf.Content {
        if leaf.type == LeafType.statement { return .statement(try statement(leaf, hash)) }
        guard leaf.row == nil else {
            throw AuditFinding(.index, at: leaf.index, "it is no statement, but has a row as one")
        }
        switch leaf.type {
        case LeafType.opening: return .opening(try opening(leaf))
        case LeafType.peerHead: return .peerHead(try peerHead(leaf))
        case LeafType.erasure: return .erasure(try erasure(leaf))
        default: throw AuditFinding(.leaf, at: leaf.index, "its type is \(leaf.type), which is none of a leaf")
        }
    }

    private func shortBodies(of leaves: ArraySlice<AuditLeaf>) throws -> [UInt64: any AuditBody] {
        guard context.source.contents.contains(.bodies), let first = leaves.first else { return [:] }
        // Beyond a gap nothing is looked at: the audit ends there.
        let last = first.index + UInt64(leaves.count - 1)
        return try context.source.shortBodies(of: context.log, leaves: first.index...last)
    }

    private func opening(_ leaf: AuditLeaf) throws(AuditFinding) -> LogOpening {
        do {
            let opening = try LogOpening(verifying: leaf.bytes, owner: context.owner, peer: context.peer)
            guard opening.origin == context.origin else { throw LogError.wrongLog }
            return opening
        } catch {
            throw AuditFinding(.opening, at: leaf.index, "\(error)")
        }
    }

    private func peerHead(_ leaf: AuditLeaf) throws(AuditFinding) -> SignedHead {
        do {
            return try context.heads.head(leaf.bytes)
        } catch {
            throw AuditFinding(.peerHead, at: leaf.index, "\(error)")
        }
    }

    private func erasure(_ leaf: AuditLeaf) throws(AuditFinding) -> Erasure {
        do {
            return try Erasure(verifying: leaf.bytes, owner: context.owner, origin: context.origin)
        } catch {
            throw AuditFinding(.erasure, at: leaf.index, "\(error)")
        }
    }

    private func statement(_ leaf: AuditLeaf, _ hash: Digest) throws -> CheckedStatement {
        let signed = try verified(leaf)
        let isOwn = signed.statement.sender == context.owner.name
        let row = try leaf.row ?? noRow(leaf)
        if let row {
            let hasPredecessor = context.log.predecessor != nil
            try RowCheck(row: row, signed: signed, isOwn: isOwn, leaf: leaf.index, hasPredecessor: hasPredecessor)
                .check()
        }
        return CheckedStatement(
            statement: signed.statement, digest: signed.digest, isOwn: isOwn, row: row,
            receipt: try row?.presentReceipt.map { try receipt($0, leaf.index, hash) },
            former: try row?.formerReceipts.map { try receipt($0.receipt, leaf.index, hash) } ?? [],
            body: try body(of: signed.statement, row, leaf.index))
    }

    private func noRow(_ leaf: AuditLeaf) throws(AuditFinding) -> AuditRow? {
        guard !context.source.contents.contains(.rows) else {
            throw AuditFinding(.index, at: leaf.index, "the statement has no row, so no list shows it")
        }
        return nil
    }

    private func verified(_ leaf: AuditLeaf) throws(AuditFinding) -> SignedStatement {
        do {
            let signed = try SignedStatement(decoding: leaf.bytes)
            let isOwn = signed.statement.sender == context.owner.name
            return try VerifiedStatement(
                verifying: signed, sender: isOwn ? context.owner : context.peer,
                recipient: isOwn ? context.peer.name : context.owner.name
            ).signed
        } catch {
            throw AuditFinding(.statement, at: leaf.index, "\(error)")
        }
    }

    private func receipt(
        _ bytes: [UInt8], _ index: UInt64, _ hash: Digest
    ) throws(AuditFinding) -> CheckedStatement.Proven {
        do {
            let (head, leafIndex) = try context.heads.receipt(bytes, leaf: hash)
            return CheckedStatement.Proven(head: head, leafIndex: leafIndex)
        } catch {
            throw AuditFinding(.receipt, at: index, "\(error)")
        }
    }

    private func body(of statement: Statement, _ row: AuditRow?, _ index: UInt64) throws -> CheckedStatement.Body {
        guard context.source.contents.contains(.bodies) else { return .none }
        let found = try bodies[index] ?? context.source.body(of: context.log, leaf: index)
        guard row?.isDelivered ?? true else {
            guard found == nil else {
                throw AuditFinding(.index, at: index, "there is a body, though it was not delivered")
            }
            return .none
        }
        guard let found else { return .absent }
        try BodyCheck(descriptor: statement.body, leaf: index).check(found)
        return .verified
    }
}
