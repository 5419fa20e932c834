/// The bounds of signed notes. signed-note v1.0.0 leaves them to the verifier but asks for at least 16 signatures.
public enum NoteLimits {
    /// The greatest size of a whole note in bytes.
    public static let maximumByteCount = 64 * 1024
    /// The most signatures that a note may carry, known and unknown ones together.
    public static let maximumSignatureCount = 32
    /// The greatest length of a key name or an origin in bytes of UTF-8.
    public static let maximumNameByteCount = 255
}
