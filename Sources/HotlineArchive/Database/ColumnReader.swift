import Foundation
import GRDB
import HotlineAudit
import HotlineCrypto

/// Reads a row's columns one after another. A value of another type or range than a writer leaves is damage, never a trap.
struct ColumnReader {
    private let row: Row
    private let what: String
    private var next = 0

    init(_ row: Row, of what: String) {
        (self.row, self.what) = (row, what)
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
    mutating func unsigned() throws -> UInt64 { try need(UInt64(exactly: integer())) }
    mutating func byte() throws -> UInt8 { try need(UInt8(exactly: integer())) }
    mutating func digest() throws -> Digest { try need(Digest(bytes())) }
    mutating func optionalUnsigned() throws -> UInt64? {
        try optionalInteger().map { try need(UInt64(exactly: $0)) }
    }
    mutating func flag() throws -> Bool {
        let number = try integer()
        guard number == 0 || number == 1 else { throw unexpected() }
        return number == 1
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

    private func unexpected() -> AuditSourceError {
        .damaged("\(what) has a value in column \(next) that none has")
    }
}

extension Database {
    /// All rows, read in their order.
    func all<Value>(
        _ sql: String, _ arguments: StatementArguments = [], of what: String = "a row",
        _ read: (inout ColumnReader) throws -> Value
    ) throws -> [Value] {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() {
            var reader = ColumnReader(row, of: what)
            values.append(try read(&reader))
        }
        return values
    }

    /// The first row, if there is one.
    func first<Value>(
        _ sql: String, _ arguments: StatementArguments = [], of what: String = "a row",
        _ read: (inout ColumnReader) throws -> Value
    ) throws -> Value? {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        guard let row = try cursor.next() else { return nil }
        var reader = ColumnReader(row, of: what)
        return try read(&reader)
    }
}

extension UInt64 {
    /// The number as SQLite keeps it.
    var column: Int64 { Int64(clamping: self) }
}
