import GRDB
public import HotlineCrypto
public import HotlineProtocol

extension SQLiteStore {
    /// The lines that are not removed, in order of their making.
    public func lines() throws(StoreError) -> [LineRecord] {
        try read { try LineRows(database: $0, identity: identity).active() }
    }

    /// The peer of a line, also of a removed one.
    public func peer(of line: LineID) throws(StoreError) -> KeyLine {
        try read { database in
            let text = try database.first("SELECT key_line FROM line WHERE id = ?", [line.rawValue]) { try $0.text() }
            guard let text else { throw StoreError.notFound("\(line)") }
            return try LineRows.keyLine(text, line)
        }
    }

    /// Pins a peer and opens the log of the line (`LineStore.addLine`).
    public func addLine(
        peer: KeyLine, routes: [String], key: SigningKey, at time: UTCTime, logID: [UInt8]
    ) throws(StoreError) -> LineRecord {
        guard key.verifyingKey == identity.key else { throw .wrongNode(found: "\(key.verifyingKey.keyID)") }
        guard peer.name != identity.name, peer.key != identity.key else { throw .ownIdentity }
        try Self.checkRoutes(routes)
        return try write { database in
            let adding = LineAdding(database: database, identity: identity, peer: peer, key: key, time: time)
            let line = try adding.line(epoch: epoch, logID: logID)
            try Self.replaceRoutes(database, line, routes)
            return try LineRows(database: database, identity: identity).line(line)
        }
    }

    /// Replaces the routes.
    public func setRoutes(_ line: LineID, _ routes: [String]) throws(StoreError) {
        try Self.checkRoutes(routes)
        try write { database in
            try Self.require(line, database)
            try Self.replaceRoutes(database, line, routes)
        }
    }

    /// Records that the safety number was compared.
    public func markVerified(_ line: LineID, at time: UTCTime) throws(StoreError) {
        try change(line, "verified_at = ?", [time.stored])
    }

    /// Unpins the peer; all records stay.
    public func removeLine(_ line: LineID, at time: UTCTime) throws(StoreError) {
        try write { database in
            try Self.require(line, database)
            try database.run(
                "UPDATE line SET removed_at = ?, verified_at = NULL WHERE id IN \(LineLogs.query)",
                [time.stored, line.rawValue])
            try Self.replaceRoutes(database, line, [])
        }
    }

    /// Keeps entry 0 of the peer's log.
    public func setPeerOpening(_ line: LineID, _ opening: LogOpening) throws(StoreError) {
        try write { database in
            let record = try LineRows(database: database, identity: identity).line(line)
            guard let held = record.peerOpening else {
                return try database.run(
                    "UPDATE line SET peer_opening = ? WHERE id = ?", [opening.bytes.blob, line.rawValue])
            }
            guard held == opening else {
                throw StoreError.conflict("the peer's log is \(held.origin), not \(opening.origin)")
            }
        }
    }

    private func change(_ line: LineID, _ assignment: String, _ arguments: StatementArguments) throws(StoreError) {
        try write { database in
            try Self.require(line, database)
            try database.run("UPDATE line SET \(assignment) WHERE id = ?", arguments + [line.rawValue])
        }
    }

    /// Refuses a line that is not there or was removed.
    static func require(_ line: LineID, _ database: Database) throws {
        let found = try database.first(
            "SELECT 1 FROM line WHERE id = ? AND removed_at IS NULL AND succeeded_at IS NULL", [line.rawValue]
        ) { try $0.integer() }
        guard found != nil else { throw StoreError.notFound("\(line)") }
    }

    private static func checkRoutes(_ routes: [String]) throws(StoreError) {
        guard routes.count <= StoreLimits.routes else {
            throw .conflict("a line has at most \(StoreLimits.routes) routes")
        }
        guard routes.allSatisfy({ (1...StoreLimits.routeCharacters).contains($0.utf8.count) }) else {
            throw .conflict("a route has at most \(StoreLimits.routeCharacters) characters")
        }
    }

    private static func replaceRoutes(_ database: Database, _ line: LineID, _ routes: [String]) throws {
        try database.run("DELETE FROM route WHERE line = ?", [line.rawValue])
        for (position, route) in routes.enumerated() {
            try database.run(
                "INSERT INTO route (line, position, address) VALUES (?, ?, ?)", [line.rawValue, position, route])
        }
    }
}
