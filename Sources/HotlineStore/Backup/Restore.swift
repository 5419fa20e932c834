import GRDB
import HotlineCrypto
import HotlineProtocol

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A backup that is put in the place of a home's database, while no daemon runs.
///
/// Making the value takes the home's lock, copies the file into the home and checks the copy; nothing of the node has
/// changed then, and nothing has where the value is let go. `perform` puts it in place.
public final class Restore: Sendable {
    /// What the backup holds.
    public let backup: DatabaseSummary
    /// How long the logs of the present database are; nil where there is none or it cannot be read.
    public let present: [LogExtent]?

    private let database: String
    private let lock: StoreLock
    private let draft: FileDraft
    private let time: UTCTime
    /// Whether the write-ahead log of the present database is empty, so that the file alone is all of it.
    private let isWhole: Bool

    /// What has been done; a crash can come after each.
    enum Step: CaseIterable {
        case copied, checked, keptAside, movedAside, movedLogAside, replaced
    }

    /// Called after each step; tests stop there.
    typealias Observer = @Sendable (Step) throws(StoreError) -> Void
    private let reached: Observer

    /// Looks at the backup.
    /// - Throws: `StoreError`: `inUse` where a daemon runs, `notADatabase`, `newerSchema`, `wrongNode`, `damaged` for what
    ///   the file is; `HomeError` where there is no identity.
    public convenience init(home: Home, file: String) throws {
        try self.init(home: home, file: file, at: .now) { _ in }
    }

    init(home: Home, file: String, at time: UTCTime, reached: @escaping Observer) throws {
        let identity = try IdentityFile.keyLine(in: home)
        (self.time, self.reached, database) = (time, reached, home.database)
        lock = try StoreLock(path: home.lock)
        guard try DatabaseFile.exists(file) else { throw StoreError.unreadable(path: file, reason: "it is not there") }
        guard DatabaseFile.size(file + "-wal") == 0 else {
            throw StoreError.unreadable(
                path: file, reason: "\(file)-wal stands beside it: it was copied while it was in use")
        }
        draft = try FileDraft(for: Self.asideName(home.database, "restoring", time))
        try draft.requireSpace(UInt64(DatabaseFile.size(file)))
        try FileCopy.copy(file, into: draft)
        try reached(.copied)
        do throws(StoreError) {
            let found = try DatabaseCheck.run(draft.path, identity: identity)
            backup = DatabaseSummary(
                path: file, bytes: found.bytes, schema: found.schema, node: found.node, logs: found.logs)
        } catch {
            throw error.naming(file, for: draft.path)
        }
        try reached(.checked)
        (isWhole, present) = Self.settle(home.database)
    }

    /// Puts the backup in place.
    ///
    /// The present database is given a second name and then replaced in one step, so that at any moment there is one. Only
    /// where its write-ahead log could not be moved into it, because it is damaged, it is moved away first with that log: a
    /// log must never stand beside another database.
    /// - Returns: where the former database is now; nil where there was none.
    public func perform() throws(StoreError) -> String? {
        let aside = Self.asideName(database, "replaced", time)
        let isThere = try DatabaseFile.exists(database)
        guard !Home.hasFile(aside), !Home.hasFile(aside + "-wal") else { throw .exists(path: aside) }
        if isThere, isWhole {
            guard link(database, aside) == 0 else { throw DatabaseFile.refusal(aside) }
            try DatabaseFile.syncDirectory(FileDraft.directory(of: database))
            try reached(.keptAside)
        } else {
            try moveAside(to: aside, isThere: isThere)
        }
        try draft.replace(database)
        try reached(.replaced)
        return isThere ? aside : nil
    }

    private func moveAside(to aside: String, isThere: Bool) throws(StoreError) {
        if isThere {
            guard rename(database, aside) == 0 else { throw DatabaseFile.refusal(aside) }
        }
        try reached(.movedAside)
        if DatabaseFile.size(database + "-wal") > 0 {
            guard rename(database + "-wal", aside + "-wal") == 0 else { throw DatabaseFile.refusal(aside) }
        }
        for suffix in ["-wal", "-shm"] { unlink(database + suffix) }
        try DatabaseFile.syncDirectory(FileDraft.directory(of: database))
        try reached(.movedLogAside)
    }

    /// Moves the present database's write-ahead log into it and reads how long its logs are. The database may be damaged, of
    /// a newer schema or of another node, which is why it is to be replaced; so nothing of that is refused here.
    private static func settle(_ path: String) -> (isWhole: Bool, logs: [LogExtent]?) {
        // Opening what is no database would throw its write-ahead log away.
        guard isDatabase(path), let queue = try? DatabaseQueue(path: path) else { return (false, nil) }
        let isMoved = try? queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try database.first("PRAGMA wal_checkpoint(TRUNCATE)") { try $0.flag() } == false
        }
        let logs = try? queue.writeWithoutTransaction { try DatabaseCheck.logs($0) }
        guard (try? queue.close()) != nil, isMoved == true else { return (false, logs) }
        return (DatabaseFile.size(path + "-wal") == 0, logs)
    }

    /// Whether the file begins as every database of SQLite does.
    private static func isDatabase(_ path: String) -> Bool {
        let mark = Array("SQLite format 3\0".utf8)
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: mark.count)
        return pread(descriptor, &start, start.count, 0) == mark.count && start == mark
    }

    private static func asideName(_ database: String, _ what: String, _ time: UTCTime) -> String {
        "\(database).\(what)-\(time.fileName)"
    }
}

extension StoreError {
    /// The same reason, naming the file that was asked for instead of its copy.
    fileprivate func naming(_ file: String, for copy: String) -> StoreError {
        switch self {
        case .notADatabase(copy): .notADatabase(path: file)
        case .unreadable(copy, let reason): .unreadable(path: file, reason: reason)
        default: self
        }
    }
}
