import GRDB
public import HotlineCrypto
import HotlineProtocol
public import TransparencyLog

/// The tree hashes of one log, each read in a transaction of its own: stored hashes never change, so no snapshot is needed.
public struct StoredHashes: HashReader, Sendable {
    private let store: SQLiteStore
    private let line: LineID

    init(store: SQLiteStore, line: LineID) {
        self.store = store
        self.line = line
    }

    /// The hash at a position.
    /// - Throws: `StoreError.notFound` where none is stored.
    public func hash(at position: UInt64) throws -> Digest {
        try store.read { try DatabaseHashes(database: $0, line: line).hash(at: position) }
    }
}

/// The same within a transaction that is open already.
struct DatabaseHashes: HashReader {
    let database: Database
    let line: LineID

    func hash(at position: UInt64) throws -> Digest {
        let hash = try database.first(
            "SELECT hash FROM tree_hash WHERE line = ? AND position = ?", [line.rawValue, position.stored]
        ) { try $0.digest() }
        guard let hash else { throw StoreError.notFound("tree hash \(position) of \(line)") }
        return hash
    }
}
