import COpenSSL

/// The self-signed X.509 certificate (RFC 5280, version 3) in which a node shows its key to TLS.
///
/// The peer pins the key, so nothing else in it decides anything: the common name is the node's name, the serial number is
/// random, and the dates say "from 2000 on, without end" (RFC 5280 section 4.1.2.5) so that no clock matters.
public struct NodeCertificate: Hashable, Sendable {
    private static let notBefore = "20000101000000Z"
    private static let notAfter = "99991231235959Z"
    private static let serialByteCount = 16

    /// The certificate in DER.
    public let der: [UInt8]

    /// Makes and signs a certificate. Each call gives another serial number.
    public init(name: NodeName, key: SigningKey) throws(KeyError) {
        OpenSSLErrorQueue.clear()
        guard let certificate = X509_new() else { throw .fromQueue() }
        defer { X509_free(certificate) }
        guard X509_set_version(certificate, Int(X509_VERSION_3)) == 1 else { throw .fromQueue() }
        try NodeCertificate.setSerial(of: certificate)
        try NodeCertificate.setName(name, of: certificate)
        try NodeCertificate.setDates(of: certificate)
        try NodeCertificate.addExtension(NID_basic_constraints, "critical,CA:FALSE", to: certificate)
        try NodeCertificate.addExtension(NID_key_usage, "critical,digitalSignature", to: certificate)
        let signed = key.withOpenSSLKey { pointer in
            X509_set_pubkey(certificate, pointer) == 1 && X509_sign(certificate, pointer, nil) > 0
        }
        guard signed else { throw .fromQueue() }
        der = try NodeCertificate.encode(certificate)
    }

    /// 126 random bits behind a set one: positive, of constant length.
    private static func setSerial(of certificate: OpaquePointer) throws(KeyError) {
        var bytes = try secureRandomBytes(serialByteCount)
        bytes[0] = bytes[0] & 0x7f | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw .fromQueue() }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else { throw .fromQueue() }
    }

    /// Subject and issuer alike: CN = the name.
    private static func setName(_ name: NodeName, of certificate: OpaquePointer) throws(KeyError) {
        let bytes = Array(name.text.utf8)
        let subject = X509_get_subject_name(certificate)
        let commonName = X509_NAME_add_entry_by_NID(
            subject, NID_commonName, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0)
        guard commonName == 1, X509_set_issuer_name(certificate, subject) == 1 else { throw .fromQueue() }
    }

    private static func setDates(of certificate: OpaquePointer) throws(KeyError) {
        guard ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), notBefore) == 1,
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), notAfter) == 1
        else { throw .fromQueue() }
    }

    private static func addExtension(
        _ identifier: Int32, _ value: String, to certificate: OpaquePointer
    ) throws(KeyError) {
        guard let item = X509V3_EXT_conf_nid(nil, nil, identifier, value) else { throw .fromQueue() }
        defer { X509_EXTENSION_free(item) }
        guard X509_add_ext(certificate, item, -1) == 1 else { throw .fromQueue() }
    }

    private static func encode(_ certificate: OpaquePointer) throws(KeyError) -> [UInt8] {
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &encoded)
        guard count > 0, let encoded else { throw .fromQueue() }
        defer { CRYPTO_free(encoded, #fileID, #line) }
        return [UInt8](UnsafeBufferPointer(start: encoded, count: Int(count)))
    }
}
