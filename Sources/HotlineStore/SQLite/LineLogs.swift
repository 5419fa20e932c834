import GRDB
import HotlineProtocol

/// The logs of a line: one, and one more for each recovery. All have the peer's key line.
struct LineLogs {
    /// The rows of all logs of the line of which one is given, as a subquery.
    static let query = rows(of: "?")

    /// The same for what stands in the place of the value.
    static func rows(of line: String) -> String {
        "(SELECT id FROM line WHERE key_line = (SELECT key_line FROM line WHERE id = \(line)))"
    }

    private let database: Database
    private let line: LineID

    init(_ database: Database, _ line: LineID) {
        (self.database, self.line) = (database, line)
    }

    /// Oldest first.
    var all: [LineID] {
        get throws {
            try database.all("SELECT id FROM line WHERE id IN \(Self.query) ORDER BY id", [line.rawValue]) {
                try $0.line()
            }
        }
    }

    /// The first that is found, from the newest log on.
    func newestFirst<Value>(_ find: (LineID) throws -> Value?) throws -> Value? {
        for log in try all.reversed() {
            if let value = try find(log) { return value }
        }
        return nil
    }
}
