/// The limits of a line's report, by name.
public enum ReportLimits {
    /// The longest span of time that one report is about.
    public static let periodDays = 3660
    /// Buckets into which that span is divided for its pictures.
    public static let buckets = 120
    /// Messages that a list of the report names; all are counted, and the CSV form has all.
    public static let listed = 500
    /// Streams of either side that are counted apart.
    public static let rows = 128
    /// Kinds of messages that are counted apart.
    public static let kinds = 64
    /// Leaves that are read at once.
    public static let pageLeaves = 1000
}
