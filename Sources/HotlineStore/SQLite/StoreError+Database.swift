import GRDB

extension StoreError {
    /// An error of a read, or of opening the database.
    init(reading error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(reading: error, path: path)
        default: self = .unreadable(path: path, reason: "\(error)")
        }
    }

    private init(reading error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .damaged("the database file (\(Self.text(error)))")
        case .SQLITE_FULL: self = .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(pid: nil)
        default: self = .unreadable(path: path, reason: Self.text(error))
        }
    }

    /// An error of a write. Only where SQLite says that the disk is full or a constraint holds, and the transaction is
    /// rolled back, is it known that nothing was written.
    init(writing error: any Error, isRolledBack: Bool) {
        guard isRolledBack else {
            self = .failed("\(Self.text(error)); it could not be rolled back")
            return
        }
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: self = .full
        case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
            self = .conflict(error.message ?? "a constraint")
        default: self = .failed(Self.text(error))
        }
    }

    /// SQLite's own text and code: names of tables and columns, never a value.
    private static func text(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return "\(error.message ?? "no reason given"), SQLite error \(error.extendedResultCode.rawValue)"
    }
}
