public import HotlineCrypto

/// The parties of Docs/Protocol.md's test vectors, so that the corpus has true signatures.
public enum Parties {
    /// Who sends.
    public static let alpha = party("alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
    /// Who receives.
    public static let beta = party("beta.example+4c0eaeaf+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM")
    /// Sender and recipient.
    public static let both = [alpha, beta]

    private static func party(_ text: String) -> KeyLine {
        guard let line = try? KeyLine(parsing: text) else { preconditionFailure("a key line of the test vectors") }
        return line
    }
}
