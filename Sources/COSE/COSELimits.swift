/// What bounds a signed object, beyond what its format says.
public enum COSELimits {
    /// The longest encoded Sign1 in bytes: a log entry of a C2SP tile has a length of 16 bits.
    public static let maximumSign1Bytes = 65_535

    /// The longest payload in bytes; with the longest header it still fits ``maximumSign1Bytes``.
    public static let maximumPayloadBytes = 64_000

    /// The longest encoded receipt in bytes; ``maximumProofs`` of ``maximumPathLength`` fit.
    public static let maximumReceiptBytes = 1 << 17

    /// The longest text of a header (typ, content type, iss, sub) in bytes. It has at least one.
    public static let maximumTextBytes = 255

    /// The most proofs of one receipt. It has at least one.
    public static let maximumProofs = 32

    /// The most hashes of one proof. It has at least one (RFC 9942).
    public static let maximumPathLength = 64

    /// The largest size of a tree, and the latest time in seconds: all fit a signed 64-bit integer.
    public static let maximumNumber = UInt64(Int64.max)
}
