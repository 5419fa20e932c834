/// The limits of reading and writing archives of logs, by name.
public enum ArchiveLimits {
    /// Leaves, tree hashes or heads that one read gives at most.
    public static let pageRows = 1000
    /// Seconds to wait for a database that somebody holds for a moment.
    static let busySeconds = 10.0
    /// Connections that read a database beside each other.
    static let readers = 4

    /// How many rows a read gives where so many were asked for.
    static func rows(_ asked: Int) -> Int { min(max(asked, 0), pageRows) }
}
