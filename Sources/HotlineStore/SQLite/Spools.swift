import GRDB
import HotlineProtocol

/// The parts of long bodies; the caller holds the transaction.
struct Spools {
    let database: Database

    func apply(_ change: SpoolChange) throws {
        switch change {
        case .keep(let spool, let line, let part): try keep(spool, line, part)
        case .discard(let spool): try discard(spool)
        }
    }

    private func keep(_ spool: SpoolID, _ line: LineID, _ part: BodyPart) throws {
        if part.index == 0 {
            try database.run("INSERT INTO spool (id, line) VALUES (?, ?)", [spool.rawValue, line.rawValue])
        }
        try database.run(
            "INSERT INTO body_part (spool, position, content) VALUES (?, ?, ?)",
            [spool.rawValue, part.index, part.bytes.blob])
    }

    /// Only what no statement was stored with is ever let go: a few parts a commit, the last ones first.
    private func discard(_ spool: SpoolID) throws {
        guard try holds(spool) else { return }
        try database.run(
            """
            DELETE FROM body_part WHERE id IN
                (SELECT id FROM body_part WHERE spool = ? ORDER BY position DESC LIMIT \(StoreLimits.discardedParts))
            """, [spool.rawValue])
        guard database.changesCount < StoreLimits.discardedParts else { return }
        try database.run("DELETE FROM spool WHERE id = ?", [spool.rawValue])
    }

    /// Whether a body is on its way under this name.
    func holds(_ spool: SpoolID) throws -> Bool {
        try database.first("SELECT 1 FROM spool WHERE id = ?", [spool.rawValue]) { try $0.integer() } != nil
    }

    /// A statement is stored with the parts: all of them have to be there.
    func close(_ spool: SpoolID, size: Int) throws {
        let found = try database.first(
            "SELECT count(*), ifnull(max(position), -1), ifnull(sum(length(content)), 0) FROM body_part WHERE spool = ?",
            [spool.rawValue]
        ) { (count: try $0.integer(), last: try $0.integer(), bytes: try $0.integer()) }
        try database.run("DELETE FROM spool WHERE id = ?", [spool.rawValue])
        guard database.changesCount == 1, let found, found.count == found.last + 1, found.bytes == Int64(size) else {
            throw StoreError.conflict("a part of a body is missing in \(spool)")
        }
    }

    func part(_ index: Int, of spool: SpoolID) throws -> [UInt8]? {
        try database.first(
            "SELECT content FROM body_part WHERE spool = ? AND position = ?", [spool.rawValue, index]
        ) { try $0.bytes() }
    }

    func content(of spool: SpoolID) throws -> [UInt8] {
        let parts = try database.all(
            "SELECT content FROM body_part WHERE spool = ? ORDER BY position", [spool.rawValue]
        ) { try $0.bytes() }
        return Array(parts.joined())
    }

    func last() throws -> SpoolID {
        let number = try database.first("SELECT seq FROM sqlite_sequence WHERE name = 'spool'") { try $0.integer() }
        return SpoolID(rawValue: number ?? 0)
    }

    /// Bodies that were on their way when the last process ended: their senders begin again.
    func discardAll() throws {
        try database.run("DELETE FROM body_part WHERE spool IN (SELECT id FROM spool)")
        try database.run("DELETE FROM spool")
    }
}
