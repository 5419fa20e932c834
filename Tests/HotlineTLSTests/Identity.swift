import HotlineCrypto
import HotlineTLS
import Testing

/// A node of the tests: a name, a key and its certificate.
struct Identity: Sendable {
    let name: NodeName
    let key: SigningKey
    let certificate: NodeCertificate

    init(_ name: String) throws {
        let name = try #require(NodeName(name))
        let key = try SigningKey.generate()
        self.name = name
        self.key = key
        self.certificate = try NodeCertificate(name: name, key: key)
    }

    var keyID: Digest { key.verifyingKey.keyID }

    /// A context that accepts exactly these keys.
    func context(_ role: TLSContext.Role, accepting pins: Digest...) throws -> TLSContext {
        try TLSContext(role: role, certificate: certificate, key: key) { pins.contains($0) }
    }
}
