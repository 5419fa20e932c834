public import HotlineCrypto

/// A node's fixed name and key. The keys are published (RFC 8032 section 7.1), so they are for tests alone.
public struct TestIdentity: Sendable {
    /// The name with the public key.
    public let line: KeyLine
    /// The private key.
    public let key: SigningKey

    /// Why a fixture could not be made: a slip in the test's own constants.
    public struct Malformed: Error {
        /// A slip.
        public init() {}
    }

    /// An identity of a name and a seed of 64 hexadecimal digits.
    public init(_ name: String, seed: String) throws {
        guard let name = NodeName(name), let seed = Hex.decode(seed) else { throw Malformed() }
        key = try SigningKey(seed: seed)
        line = KeyLine(name: name, key: key.verifyingKey)
    }

    /// RFC 8032 section 7.1, test 1.
    public static func alpha() throws -> TestIdentity {
        try TestIdentity("alpha.example", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    }

    /// RFC 8032 section 7.1, test 2.
    public static func beta() throws -> TestIdentity {
        try TestIdentity("beta.example", seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    }

    /// RFC 8032 section 7.1, test 3: a stranger to the line of the other two.
    public static func gamma() throws -> TestIdentity {
        try TestIdentity("gamma.example", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    }
}
