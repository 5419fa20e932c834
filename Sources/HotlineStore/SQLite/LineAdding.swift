import GRDB
import HotlineCrypto
import HotlineProtocol

/// Finds or makes the line of a key line; the caller holds the transaction.
struct LineAdding {
    let database: Database
    let identity: KeyLine
    let peer: KeyLine
    let key: SigningKey
    let time: UTCTime

    func line(epoch: Epoch, logID: [UInt8]) throws -> LineID {
        try refuseConflict()
        let known = try database.first(
            "SELECT id FROM line WHERE key_line = ? AND succeeded_at IS NULL", [peer.description]
        ) { try $0.line() }
        guard let known else { return try new(epoch: epoch, logID: logID) }
        try database.run("UPDATE line SET removed_at = NULL WHERE id IN \(LineLogs.query)", [known.rawValue])
        return known
    }

    /// A name has one key and a key one name while it is pinned: TLS tells peers apart by the key alone.
    private func refuseConflict() throws {
        let pinned = try database.first(
            "SELECT id, key_line FROM line WHERE removed_at IS NULL AND succeeded_at IS NULL AND key_line != ?1 AND (name = ?2 OR key = ?3)",
            [peer.description, peer.name.text, peer.key.rawBytes.blob]
        ) { (id: try $0.line(), text: try $0.text()) }
        guard let pinned else { return }
        throw StoreError.peerKeyConflict(try LineRows.keyLine(pinned.text, pinned.id))
    }

    private func new(epoch: Epoch, logID: [UInt8]) throws -> LineID {
        guard let origin = LogOrigin(owner: identity.name, peer: peer.name, id: logID) else {
            throw StoreError.conflict("a log id has \(LogOrigin.idByteCount) bytes")
        }
        let opening = try whole("entry 0 of \(origin)") {
            try LogOpening(origin: origin, owner: key, peer: peer.key, at: time)
        }
        try database.run(
            "INSERT INTO line (name, key, key_line, origin, added_at) VALUES (?, ?, ?, ?, ?)",
            [peer.name.text, peer.key.rawBytes.blob, peer.description, origin.description, time.stored])
        let line = LineID(rawValue: database.lastInsertedRowID)
        let batch = LineLedger.open(opening, local: identity, peer: peer, epoch: epoch, at: time)
        try BatchWriter(database: database, batch: batch).write()
        return line
    }
}
