/// The limits of comparing two sides' logs, by name.
public enum ReconciliationLimits {
    /// Findings that are kept; more are only counted.
    public static let findings = 10_000
    /// Leaves that are read of one side before the other side's turn.
    public static let pageLeaves = 1000
}
