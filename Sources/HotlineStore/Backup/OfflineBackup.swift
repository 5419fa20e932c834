import GRDB

/// A backup of a home whose daemon does not run. The database is copied as it is: an older schema is not migrated.
public enum OfflineBackup {
    /// Copies the home's database into a new file, checked and synced when this returns.
    /// - Throws: `StoreError`, `inUse` where the daemon runs; `HomeError` where there is no identity.
    public static func make(home: Home, at path: String) throws -> DatabaseSummary {
        let identity = try IdentityFile.keyLine(in: home)
        let lock = try StoreLock(path: home.lock)
        defer { withExtendedLifetime(lock) {} }
        guard try DatabaseFile.exists(home.database) else {
            throw StoreError.unreadable(path: home.database, reason: "it is not there; `hotline init` makes it")
        }
        do {
            let configuration = DatabaseFile.configuration(path: home.database, identity: identity)
            let queue = try DatabaseQueue(path: home.database, configuration: configuration)
            let summary = try queue.writeWithoutTransaction {
                try DatabaseCopy.make(of: $0, at: path, identity: identity)
            }
            try queue.close()
            return summary
        } catch {
            throw StoreError(reading: error, path: home.database)
        }
    }
}
