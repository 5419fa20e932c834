/// The bounds of one decoding.
public struct CBORLimits: Hashable, Sendable {
    /// The limits when a caller names none: 8 levels and 1 MiB.
    public static let `default` = CBORLimits()

    /// How many arrays, maps and tags may enclose each other. Zero admits only a lone integer, string or simple value.
    ///
    /// The decoder recurses once a level, so a limit in the thousands would put the stack at risk.
    public let maximumDepth: Int

    /// The longest input that is looked at, in bytes.
    public let maximumBytes: Int

    /// Makes limits of so many levels and so many bytes.
    public init(maximumDepth: Int = 8, maximumBytes: Int = 1 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = maximumBytes
    }
}
