import GRDB
import HotlineCrypto
@_spi(Store) public import HotlineProtocol
import TransparencyLog

extension SQLiteStore {
    /// Writes all batches in one transaction with one fsync (`LogStore.commit`).
    public func commit(
        _ batches: [LogBatch], spools: [SpoolChange] = []
    ) async throws(StoreError) -> [DurableBatch] {
        try commitNow(batches, spools: spools)
    }

    /// The same on the caller's thread, which waits for the disk. Not GRDB's async `write`: that one interrupts its
    /// statements when the task is cancelled.
    public func commitNow(
        _ batches: [LogBatch], spools: [SpoolChange] = []
    ) throws(StoreError) -> [DurableBatch] {
        let erasures = Set(batches.flatMap(\.erasures))
        unfinished.insert(erasures)
        do throws(StoreError) {
            try pool.writeWithoutTransaction { write(batches, spools, $0) }.get()
        } catch {
            unfinished.remove(erasures)
            throw error
        }
        return batches.map { DurableBatch(committed: $0) }
    }

    private func write(
        _ batches: [LogBatch], _ spools: [SpoolChange], _ database: Database
    ) -> Result<Void, StoreError> {
        Result { () throws(StoreError) in
            try transact(database) { database in
                for change in spools { try Spools(database: database).apply(change) }
                for batch in batches { try BatchWriter(database: database, batch: batch).write() }
            }
        }
    }

    #if HOTLINE_PLANTED
        /// What says that it is on the disk before it is.
        public func durableTooEarly(_ batches: [LogBatch]) -> [DurableBatch] {
            batches.map { DurableBatch(committed: $0) }
        }
    #endif

    /// Where a log stands.
    public func ledgerState(of line: LineID) throws(StoreError) -> LedgerState {
        try snapshot { database in
            let head = try Self.head(of: line, database)
            return LedgerState(
                frontier: try TreeFrontier(size: head.size, reader: DatabaseHashes(database: database, line: line)),
                ownTails: try Self.tails(line, isOwn: true, database),
                peerTails: try Self.tails(line, isOwn: false, database),
                held: try LineRows(database: database, identity: identity).line(line).held)
        }
    }

    /// The tree hashes of a log.
    public func hashes(of line: LineID) -> StoredHashes {
        StoredHashes(store: self, line: line)
    }

    /// Leaves in order.
    public func leaves(of line: LineID, from index: UInt64, limit: Int) throws(StoreError) -> [StoredLeaf] {
        try read { database in
            let hashes = DatabaseHashes(database: database, line: line)
            return try database.all(
                "SELECT leaf_index, type, bytes FROM leaf WHERE line = ? AND leaf_index >= ? ORDER BY leaf_index LIMIT ?",
                [line.rawValue, index.stored, Self.rows(limit)]
            ) { row in
                let index = try row.unsigned()
                guard let type = StoredLeaf.Kind(rawValue: UInt8(clamping: try row.integer())) else {
                    throw StoreError.damaged("leaf \(index) of \(line) has no known type")
                }
                return StoredLeaf(
                    index: index, type: type, bytes: try row.bytes(),
                    leafHash: try hashes.hash(at: MerkleTree.storedPosition(level: 0, index: index)))
            }
        }
    }

    /// The newest committed head of a log.
    public func head(of line: LineID) throws(StoreError) -> Head {
        try read { try Self.head(of: line, $0) }
    }

    static func head(of line: LineID, _ database: Database) throws -> Head {
        let head = try database.first(
            """
            SELECT line.origin, head.size, head.root, head.issued_at FROM head JOIN line ON line.id = head.line
            WHERE head.line = ? ORDER BY head.size DESC LIMIT 1
            """, [line.rawValue], { try storedHead(&$0) })
        guard let head else { throw StoreError.notFound("\(line)") }
        return head
    }

    /// Reads origin, size, root and time.
    static func storedHead(_ row: inout RowReader) throws -> Head {
        guard let origin = LogOrigin(try row.text()) else { throw StoreError.damaged("the name of a log") }
        return Head(
            origin: origin, size: try row.unsigned(), root: try row.digest(), issuedAt: try row.unsigned())
    }

    /// A limit that the caller asked for, within this store's own.
    static func rows(_ limit: Int) -> Int { min(max(limit, 0), StoreLimits.pageRows) }

    static func tails(_ line: LineID, isOwn: Bool, _ database: Database) throws -> [Stream: StreamTail] {
        let tails = try database.all(
            """
            SELECT stream.channel, stream.precedence, statement.epoch, statement.sequence, statement.digest
            FROM stream JOIN statement ON statement.id = stream.last WHERE stream.line = ? AND stream.is_own = ?
            """, [line.rawValue, isOwn]
        ) { row in
            (try storedStream(&row), StreamTail(ordinal: try storedOrdinal(&row), digest: try row.digest()))
        }
        return Dictionary(tails) { first, _ in first }
    }

    static func storedStream(_ row: inout RowReader) throws -> Stream {
        let (channel, precedence) = (try row.text(), try row.integer())
        guard let channel = ChannelName(channel), let precedence = Precedence(rawValue: UInt8(clamping: precedence))
        else { throw StoreError.damaged("the name of a stream") }
        return Stream(channel: channel, precedence: precedence)
    }

    private static func storedOrdinal(_ row: inout RowReader) throws -> Ordinal {
        let (epoch, sequence) = (try row.bytes(), try row.unsigned())
        guard let ordinal = Epoch(epoch).flatMap({ Ordinal(epoch: $0, sequence: sequence) }) else {
            throw StoreError.damaged("the place of a statement")
        }
        return ordinal
    }
}
