import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol

/// Reads a row's columns one after another. SQLite's file can be damaged in any way, so a value of another type than the
/// schema's is an error here, never a trap.
struct RowReader {
    private let row: Row
    private var next = 0

    init(_ row: Row) {
        self.row = row
    }

    mutating func optionalInteger() throws -> Int64? {
        switch value() {
        case .null: nil
        case .int64(let number): number
        default: throw unexpected()
        }
    }

    mutating func optionalText() throws -> String? {
        switch value() {
        case .null: nil
        case .string(let text): text
        default: throw unexpected()
        }
    }

    mutating func optionalBytes() throws -> [UInt8]? {
        switch value() {
        case .null: nil
        case .blob(let data): Array(data)
        default: throw unexpected()
        }
    }

    mutating func integer() throws -> Int64 { try need(optionalInteger()) }
    mutating func text() throws -> String { try need(optionalText()) }
    mutating func bytes() throws -> [UInt8] { try need(optionalBytes()) }
    mutating func flag() throws -> Bool { try integer() != 0 }
    mutating func unsigned() throws -> UInt64 { try need(UInt64(exactly: integer())) }
    mutating func time() throws -> UTCTime { UTCTime(milliseconds: try unsigned()) }
    mutating func digest() throws -> Digest { try need(Digest(bytes())) }
    mutating func line() throws -> LineID { LineID(rawValue: try integer()) }
    mutating func optionalTime() throws -> UTCTime? {
        guard let number = try optionalInteger() else { return nil }
        return UTCTime(milliseconds: try need(UInt64(exactly: number)))
    }

    private mutating func value() -> DatabaseValue.Storage {
        defer { next += 1 }
        guard next < row.count else { return .null }
        let value: DatabaseValue = row[next]
        return value.storage
    }

    private func need<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw unexpected() }
        return value
    }

    private func unexpected() -> StoreError {
        .damaged("a row of the database has an unexpected value in column \(next)")
    }
}

extension Array<UInt8> {
    /// The bytes as a BLOB.
    var blob: Data { Data(self) }
}

extension UInt64 {
    /// The number as SQLite keeps it. Tree sizes are below 2^62 and sequences below 2^63; a time beyond is cut.
    var stored: Int64 { Int64(clamping: self) }
}

extension UTCTime {
    /// UTC milliseconds as SQLite keeps them.
    var stored: Int64 { milliseconds.stored }
}

extension Database {
    /// Runs a statement that gives no rows, prepared once a connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// All rows, read in their order.
    func all<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ read: (inout RowReader) throws -> Value
    ) throws -> [Value] {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() {
            var reader = RowReader(row)
            values.append(try read(&reader))
        }
        return values
    }

    /// The first row, if there is one.
    func first<Value>(
        _ sql: String, _ arguments: StatementArguments = [], _ read: (inout RowReader) throws -> Value
    ) throws -> Value? {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        guard let row = try cursor.next() else { return nil }
        var reader = RowReader(row)
        return try read(&reader)
    }
}
