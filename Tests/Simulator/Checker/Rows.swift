import GRDBSQLite

/// A node's database as the checker reads it: SQL of its own, through the system's file system, beside the product's store.
final class Rows {
    enum Failure: Error {
        case sqlite(String)
    }

    enum Value {
        case null
        case number(Int64)
        case bytes([UInt8])

        var number: Int64 { if case .number(let value) = self { value } else { -1 } }
        var bytes: [UInt8] { if case .bytes(let value) = self { value } else { [] } }
        var text: String { String(decoding: bytes, as: UTF8.self) }
        var isNull: Bool { if case .null = self { true } else { false } }
    }

    private var connection: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]

    /// - Parameter isCopy: whether it is a file of the checker's own.
    init(_ path: String) throws {
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, "unix") == SQLITE_OK else {
            throw Failure.sqlite("cannot open \(path)")
        }
        // The checker changes nothing: it neither moves the write-ahead log nor removes it.
        _ = try all("PRAGMA wal_autocheckpoint = 0")
    }

    deinit {
        for (_, statement) in statements { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    func all(_ sql: String, _ arguments: [Value] = []) throws -> [[Value]] {
        let statement = try prepared(sql)
        defer { sqlite3_reset(statement) }
        for (index, value) in arguments.enumerated() { bind(value, at: Int32(index + 1), of: statement) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { column(statement, $0) })
            case SQLITE_DONE: return rows
            default: throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
            }
        }
    }

    private func prepared(_ sql: String) throws -> OpaquePointer? {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
        }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: Value, at index: Int32, of statement: OpaquePointer?) {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .number(let number): sqlite3_bind_int64(statement, index, number)
        case .bytes(let bytes):
            sqlite3_bind_blob(
                statement, index, bytes, Int32(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }

    private func column(_ statement: OpaquePointer?, _ index: Int32) -> Value {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .number(sqlite3_column_int64(statement, index))
        default:
            let count = Int(sqlite3_column_bytes(statement, index))
            guard let start = sqlite3_column_blob(statement, index) else { return .bytes([]) }
            return .bytes([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        }
    }
}
