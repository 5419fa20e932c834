/// The limits of a proof file, by name (Docs/Proof.md, "Limits"). A maker keeps within them, and a file beyond one is refused.
public enum ProofLimits {
    /// The version of the format.
    public static let version: UInt64 = 1
    /// A proof file, in bytes: the largest body, and all else at its largest.
    public static let fileBytes = 19 * 1024 * 1024
    /// Answers in a file: of more, the newest are taken.
    public static let answers = 16
    /// Receipts of one statement: one of each log. Where recoveries opened more, the first ones and the newest are taken.
    public static let receipts = 4
    /// A receipt with its one proof, in bytes.
    public static let receiptBytes = 4096
    /// A statement with its receipts, in bytes.
    public static let transparentBytes = 4096 + receipts * receiptBytes + 64
    /// A `tlog-proof`, in bytes.
    public static let tlogProofBytes = 8192
    /// The content of an answer's body, in bytes; a longer note stays out.
    public static let answerBodyBytes = 64 * 1024
    /// Key lines that a file names.
    public static let keyLines = 2
    /// A key line, in bytes: a name of 63 characters, a key id, and the key in base64.
    public static let keyLineBytes = 128
}
