/// The limits of an audit, by name.
public enum AuditLimits {
    /// Leaves, tree hashes, heads or checkpoints that are asked for at once.
    public static let pageRows = 1000
    /// Leaves that one worker checks before it takes the next ones.
    public static let chunkLeaves = 50
    /// Content of a body that is read together with those of the other leaves of a chunk.
    public static let shortBodyBytes = 16 * 1024
    /// Verified heads that are remembered, so that receipts of one batch are verified by one signature.
    public static let rememberedHeads = 4096
    /// Findings and notes of one log that are kept; more are counted.
    public static let findings = 100
    /// Statements without a receipt before one with a receipt that are looked at again at the end, since receipts come in
    /// while the log is read.
    public static let laterReceipts = 2 * 4096
}
