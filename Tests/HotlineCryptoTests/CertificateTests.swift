import HotlineCrypto
import Testing

@Suite("Node certificate")
struct CertificateTests {
    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }

    @Test("a certificate holds the key's SubjectPublicKeyInfo, the name twice and the fixed dates")
    func contents() throws {
        let name = try #require(NodeName("alpha.example"))
        let key = try SigningKey(seed: [UInt8](repeating: 3, count: 32))
        let der = try NodeCertificate(name: name, key: key).der
        #expect(contains(der, key.verifyingKey.subjectPublicKeyInfo))
        // UTF8String or PrintableString of 13 bytes: only the text is looked for.
        let places = der.indices.filter { der[$0...].starts(with: Array("alpha.example".utf8)) }
        #expect(places.count == 2)
        #expect(contains(der, Array("000101000000Z".utf8)) && contains(der, Array("99991231235959Z".utf8)))
    }

    @Test("two certificates of one key have different serial numbers")
    func serials() throws {
        let name = try #require(NodeName(String(repeating: "a", count: NodeName.maximumCount)))
        let key = try SigningKey.generate()
        #expect(try NodeCertificate(name: name, key: key) != NodeCertificate(name: name, key: key))
    }

    @Test("the error queue is drained into reasons and then empty")
    func errorQueue() {
        OpenSSLErrorQueue.clear()
        #expect(OpenSSLErrorQueue.drain() == "no reason given")
    }
}
