import GRDB
import HotlineCrypto
import HotlineProtocol
import TransparencyLog

/// What is looked at before a database is used: small tables whole, and for each line the log's right edge against the last committed head, and
/// every leaf of the last batch against its hash and its signature. O(log n) and the last batch; the whole log is the
/// audit's.
struct Recovery {
    let database: Database
    let identity: KeyLine

    /// Small tables by which all others are found: they are looked at whole, with their indexes. A page of an index that is
    /// another one, or empty, contradicts no row that is read; what it should find is only not there.
    private static let small = ["node", "epoch", "line", "route", "stream"]

    func check() throws {
        for table in Self.small {
            let found = try database.first("PRAGMA integrity_check(\(table))") { try $0.text() }
            guard found == "ok" else { throw StoreError.damaged("the table \(table): \(found ?? "no answer")") }
        }
        for line in try LineRows(database: database, identity: identity).all() {
            try LineRecovery(database: database, identity: identity, line: line).check()
        }
    }
}

/// The same for one line.
private struct LineRecovery {
    let database: Database
    let identity: KeyLine
    let line: LineRecord

    func check() throws {
        let head = try named("the last head") { try SQLiteStore.head(of: line.id, database) }
        guard head.origin == line.opening.origin else { throw damaged("entry 0 is of another log") }
        try checkExtent(head)
        let frontier = try named("the right edge of the tree") {
            try TreeFrontier(size: head.size, reader: DatabaseHashes(database: database, line: line.id))
        }
        guard frontier.root == head.root else {
            throw damaged("the right edge of the tree does not give the root of the last head, of size \(head.size)")
        }
        let first = try previousSize(head)
        let statements = try checkLeaves(first..<head.size)
        try checkStatements(head, from: first, count: statements)
    }

    /// Nothing may lie beyond the last head.
    private func checkExtent(_ head: Head) throws {
        let extent = try database.first(
            """
            SELECT (SELECT max(leaf_index) FROM leaf WHERE line = ?1),
                (SELECT max(position) FROM tree_hash WHERE line = ?1)
            """, [line.id.rawValue]
        ) { (leaf: try $0.unsigned(), position: try $0.unsigned()) }
        guard let extent, extent.leaf + 1 == head.size,
            extent.position + 1 == MerkleTree.storedCount(size: head.size)
        else { throw damaged("its leaves or tree hashes do not end where the last head, of size \(head.size), does") }
    }

    /// The size before the last batch.
    private func previousSize(_ head: Head) throws -> UInt64 {
        try database.first(
            "SELECT max(size) FROM head WHERE line = ? AND size < ?", [line.id.rawValue, head.size.stored]
        ) { UInt64(clamping: try $0.optionalInteger() ?? 0) } ?? 0
    }

    /// Every leaf of the last batch; returns how many of them are statements.
    private func checkLeaves(_ indices: Range<UInt64>) throws -> Int {
        let hashes = DatabaseHashes(database: database, line: line.id)
        var (next, statements) = (indices.lowerBound, 0)
        let leaves = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT leaf_index, type, bytes FROM leaf WHERE line = ? AND leaf_index >= ? ORDER BY leaf_index"),
            arguments: [line.id.rawValue, next.stored])
        while let row = try leaves.next() {
            var reader = RowReader(row)
            let (index, type, bytes) = (try reader.unsigned(), try reader.integer(), try reader.bytes())
            guard index == next else { throw damaged("leaf \(next) is missing") }
            let stored = try named("leaf hash \(index)") {
                try hashes.hash(at: MerkleTree.storedPosition(level: 0, index: index))
            }
            guard MerkleTree.leafHash(bytes) == stored else {
                throw damaged("leaf \(index) does not have its stored hash")
            }
            try checkSignature(type, bytes, index)
            statements += type == Int64(StoredLeaf.Kind.statement.rawValue) ? 1 : 0
            next += 1
        }
        guard next == indices.upperBound else { throw damaged("leaf \(next) is missing") }
        return statements
    }

    private func checkSignature(_ type: Int64, _ bytes: [UInt8], _ index: UInt64) throws {
        try named("leaf \(index)") {
            switch StoredLeaf.Kind(rawValue: UInt8(clamping: type)) {
            case .opening:
                _ = try LogOpening(verifying: bytes, owner: identity, peer: line.peer)
            case .head:
                _ = try SignedHead(verifying: bytes, owner: line.peer)
            case .erasure:
                try checkErasure(Erasure(verifying: bytes, owner: identity, origin: line.opening.origin), index)
            case .statement:
                let signed = try SignedStatement(decoding: bytes)
                let isOwn = signed.statement.sender == identity.name
                _ = try VerifiedStatement(
                    verifying: signed, sender: isOwn ? identity : line.peer,
                    recipient: isOwn ? line.peer.name : identity.name)
            case nil:
                throw damaged("leaf \(index) has no known type")
            }
        }
    }

    /// The rows of the last batch's statements, and their bodies.
    private func checkStatements(_ head: Head, from first: UInt64, count: Int) throws {
        let messages = try MessageRows(database: database).all(
            "WHERE statement.line = ? AND statement.leaf_index >= ?", [line.id.rawValue, first.stored])
        guard messages.count == count else { throw damaged("a statement of the last batch has no row") }
        for message in messages {
            guard message.head == head, message.storedAt.seconds == head.issuedAt,
                message.isOwn == (message.signed.statement.sender == identity.name)
            else { throw damaged("the statement in row \(message.rowID) does not fit the last head") }
            let body = try SQLiteStore.body(of: message, database)
            // What a peer gave back after a rollback may be without a body that it does not keep.
            let isReturned = message.isOwn && line.opening.predecessor != nil && body == nil
            let isErased = try Erasures(database: database, identity: identity).record(of: message.rowID) != nil
            guard (body != nil) == (message.outcome == .delivered && !isErased) || isReturned else {
                throw damaged("the body of the statement in row \(message.rowID) is missing or out of place")
            }
        }
    }

    /// What the last batch says is erased is not there, and is known to be erased.
    private func checkErasure(_ erasure: Erasure, _ index: UInt64) throws {
        guard erasure.log != erasure.origin || erasure.leaves.allSatisfy({ $0 < index }) else {
            throw damaged("leaf \(index) names a later leaf")
        }
        let gone = try ErasureWriter(database: database, line: line.id).erased(by: index, of: erasure.log)
        guard gone == erasure.leaves else {
            throw damaged("the bodies that leaf \(index) says were erased are there, or are others")
        }
    }

    private func named<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch StoreError.notFound {
            throw damaged("\(what) is missing")
        } catch let error as DatabaseError {
            throw error
        } catch let error as StoreError {
            throw error
        } catch {
            throw damaged("\(what): \(error)")
        }
    }

    private func damaged(_ what: String) -> StoreError {
        .damaged("the log \(line.opening.origin): \(what)")
    }
}
