/// The limits of reading and writing archives of logs, by name.
public enum ArchiveLimits {
    /// Leaves, tree hashes or heads that one read gives at most.
    public static let pageRows = 1000
}
