import Foundation
import GRDB
import HotlineTestSupport

/// A column of an audited table.
struct Column: Hashable, CustomStringConvertible {
    let table: String
    let name: String

    var description: String { "\(table).\(name)" }

    init(_ table: String, _ name: String) { (self.table, self.name) = (table, name) }
}

/// Where a bit was turned over.
struct BitFlip: CustomStringConvertible {
    let column: Column
    /// The row, by its place in the table's order.
    let row: Int
    let before: DatabaseValue
    let after: DatabaseValue

    var description: String { "\(column), row \(row): \(before) to \(after)" }
}

/// Damages the audited tables of a database, one thing at a time.
enum Damage {
    /// The audited tables, each with the columns that name a row.
    static let keys: [(table: String, key: [String])] = [
        ("line", ["id"]), ("leaf", ["line", "leaf_index"]), ("tree_hash", ["line", "position"]),
        ("head", ["line", "size"]), ("statement", ["id"]), ("stream", ["line", "is_own", "channel", "precedence"]),
        ("body", ["statement"]), ("body_part", ["id"]), ("checkpoint", ["id"]),
    ]

    /// All rows of a table in the order of its key.
    static func rows(_ table: String, _ database: Database) throws -> [Row] {
        let key = keys.first { $0.table == table }?.key ?? []
        return try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY \(key.joined(separator: ", "))")
    }

    /// Everything that the audited tables hold but the columns that are left out.
    static func contents(_ database: Database, without: Set<Column>) throws -> [String] {
        try keys.flatMap { table, _ in
            try rows(table, database).map { row in
                row.columnNames.filter { !without.contains(Column(table, $0)) }
                    .map { name in
                        let value: DatabaseValue = row[name]
                        return "\(name)=\(value)"
                    }
                    .joined(separator: " ")
            }
        }
    }

    /// The condition that names one row.
    static func condition(_ table: String, _ row: Row) -> (String, StatementArguments) {
        let key = keys.first { $0.table == table }?.key ?? []
        let values: [DatabaseValue] = key.map { row[$0] }
        return (key.map { "\($0) = ?" }.joined(separator: " AND "), StatementArguments(values))
    }

    static func set(_ column: Column, of row: Row, to value: DatabaseValue, _ database: Database) throws {
        let (condition, arguments) = condition(column.table, row)
        try database.execute(
            sql: "UPDATE \(column.table) SET \(column.name) = ? WHERE \(condition)", arguments: [value] + arguments)
    }

    /// A bit of any value of any row of any audited table, all bytes of them equally likely: the longest go first, so a row's
    /// small columns are chosen as often as its long ones by choosing the column before the bit.
    static func randomFlip(_ database: Database, _ random: inout SeededRandom) throws -> (BitFlip, Row)? {
        guard let (table, _) = keys.randomElement(using: &random) else { return nil }
        let rows = try rows(table, database)
        guard let index = rows.indices.randomElement(using: &random),
            let name = rows[index].columnNames.randomElement(using: &random)
        else { return nil }
        let before: DatabaseValue = rows[index][name]
        guard let after = flipped(before, &random) else { return nil }
        return (BitFlip(column: Column(table, name), row: index, before: before, after: after), rows[index])
    }

    /// The value with one bit turned over; nil for NULL, for an empty one, and for a text that would be no UTF-8.
    private static func flipped(_ value: DatabaseValue, _ random: inout SeededRandom) -> DatabaseValue? {
        switch value.storage {
        case .int64(let number):
            return (number ^ (1 << Int64.random(in: 0..<64, using: &random))).databaseValue
        case .blob(let data) where !data.isEmpty:
            let bit = Int.random(in: 0..<data.count * 8, using: &random)
            return Data(Array(data).flipping(bit: bit)).databaseValue
        case .string(let text) where !text.isEmpty:
            let bit = Int.random(in: 0..<text.utf8.count * 8, using: &random)
            return String(bytes: Array(text.utf8).flipping(bit: bit), encoding: .utf8)?.databaseValue
        default: return nil
        }
    }
}
