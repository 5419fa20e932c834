/// The limits of the store, by name.
public enum StoreLimits {
    /// Rows that one read returns at most; longer lists are read in pages.
    public static let pageRows = 1000
    /// Routes of one line.
    public static let routes = 16
    /// Characters of one route: a host name of 253, a colon and a port.
    public static let routeCharacters = 259
    /// Bytes that the write-ahead log may reach before a commit moves it into the database file.
    public static let writeAheadBytes = 4 * 1024 * 1024
    /// Parts of a body without a statement that one commit lets go.
    public static let discardedParts = 4
    /// Seconds to wait for a program that only reads the database (a backup) before giving up.
    public static let busySeconds = 10.0
}
