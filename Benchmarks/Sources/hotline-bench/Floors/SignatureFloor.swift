import HotlineCrypto

/// Ed25519 through the product's own keys, on one core; the message is as long as a statement.
enum SignatureFloor {
    private static let messageBytes = 400

    static func measure(seconds: Double) throws -> (signatures: Double, verifications: Double) {
        let key = try SigningKey.generate()
        let message = try secureRandomBytes(messageBytes)
        let signature = try key.sign(message)
        let signatures = try Repeating.rate(seconds: seconds) { _ = try key.sign(message) }
        let verifications = try Repeating.rate(seconds: seconds) {
            guard key.verifyingKey.isValidSignature(signature, for: message) else {
                throw BenchError("a bad signature")
            }
        }
        return (signatures, verifications)
    }
}
