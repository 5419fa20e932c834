import GRDB
import HotlineCrypto
import HotlineProtocol

/// Reads line rows; what is signed in them is verified on every read.
struct LineRows {
    let database: Database
    let identity: KeyLine

    private static let columns = """
        SELECT line.id, line.key_line, line.peer_opening, line.held, line.verified_at, line.stopped_at,
            line.stopped_reason, line.stopped_cause, leaf.bytes
        FROM line LEFT JOIN leaf ON leaf.line = line.id AND leaf.leaf_index = 0
        """

    /// The lines that are not removed, each with the log in which it goes on.
    func active() throws -> [LineRecord] {
        try database.all(
            "\(Self.columns) WHERE line.removed_at IS NULL AND line.succeeded_at IS NULL ORDER BY line.id", [], record)
    }

    /// All lines, the removed ones with them.
    func all() throws -> [LineRecord] {
        try database.all("\(Self.columns) ORDER BY line.id", [], record)
    }

    /// One line, removed or not.
    func line(_ id: LineID) throws -> LineRecord {
        let record = try database.first("\(Self.columns) WHERE line.id = ?", [id.rawValue], record)
        guard let record else { throw StoreError.notFound("\(id)") }
        return record
    }

    private func record(_ row: inout RowReader) throws -> LineRecord {
        let id = try row.line()
        let peer = try Self.keyLine(row.text(), id)
        let (peerOpening, held) = (try row.optionalBytes(), try row.optionalBytes())
        let (verifiedAt, stoppedAt, reason) = (try row.optionalTime(), try row.optionalTime(), try row.optionalText())
        let cause = try row.optionalInteger().flatMap { StopCause(rawValue: $0) }
        let opening = try row.bytes()
        return try whole("a signed object of the line with \(peer.name)") {
            LineRecord(
                id: id, peer: peer,
                opening: try LogOpening(verifying: opening, owner: identity, peer: peer),
                peerOpening: try peerOpening.map { try LogOpening(verifying: $0, owner: peer, peer: identity) },
                held: try held.map { try SignedHead(verifying: $0, owner: peer) },
                verifiedAt: verifiedAt, routes: try routes(id),
                stopped: stoppedAt.map { StoppedLine(reason: reason ?? "", cause: cause, at: $0) })
        }
    }

    private func routes(_ line: LineID) throws -> [String] {
        try database.all("SELECT address FROM route WHERE line = ? ORDER BY position", [line.rawValue]) {
            try $0.text()
        }
    }

    static func keyLine(_ text: String, _ line: LineID) throws -> KeyLine {
        try whole("the key of \(line)") { try KeyLine(parsing: text) }
    }
}

/// Names what is damaged where stored bytes are not what they were when they were written.
func whole<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as StoreError {
        throw error
    } catch let error as DatabaseError {
        throw error
    } catch {
        throw StoreError.damaged("\(what): \(error)")
    }
}
