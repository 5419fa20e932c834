import CBOR
public import HotlineCrypto

/// A signed object: a COSE_Sign1 (RFC 9052 section 4.2) with tag 18, an attached payload, an empty unprotected header
/// and an Ed25519 signature.
///
/// A value of this type is well-formed; that it is genuine is known only after ``verify(key:type:)``.
public struct Sign1: Hashable, Sendable {
    /// The protected header.
    public let header: COSEHeader
    /// The protected header as it was signed.
    public let protectedBytes: [UInt8]
    /// The signed content, at most ``COSELimits/maximumPayloadBytes``.
    public let payload: [UInt8]
    /// The signature, 64 bytes.
    public let signature: [UInt8]

    /// Puts together parts that were checked before.
    init(header: COSEHeader, protectedBytes: [UInt8], payload: [UInt8], signature: [UInt8]) {
        self.header = header
        self.protectedBytes = protectedBytes
        self.payload = payload
        self.signature = signature
    }
}

extension Sign1 {
    /// Signs a payload. What a decoder would refuse is refused here.
    ///
    /// - Throws: ``COSEError/wrongKey`` when the header names another key, ``COSEError/payloadTooLarge``,
    ///   ``COSEError/signing(_:)``, or what is wrong with the header.
    public init(signing payload: [UInt8], header: COSEHeader, key: SigningKey) throws(COSEError) {
        try header.check()
        guard header.keyID == key.verifyingKey.keyID else { throw .wrongKey }
        guard payload.count <= COSELimits.maximumPayloadBytes else { throw .payloadTooLarge }
        let protectedBytes = header.encoded()
        let signature: [UInt8]
        do throws(KeyError) {
            signature = try key.sign(Self.signatureInput(protectedBytes: protectedBytes, payload: payload))
        } catch {
            throw .signing(error)
        }
        self.init(header: header, protectedBytes: protectedBytes, payload: payload, signature: signature)
    }

    /// Reads an object of at most ``COSELimits/maximumSign1Bytes`` and checks its form, not its signature.
    ///
    /// - Throws: ``COSEError`` with the first fault.
    public init(decoding bytes: [UInt8]) throws(COSEError) {
        let envelope = try COSEEnvelope(decoding: bytes, maximumBytes: COSELimits.maximumSign1Bytes)
        let header = try COSEHeader(decoding: envelope.protectedBytes)
        guard envelope.unprotected.isEmpty else { throw .unprotectedHeader }
        guard let payload = envelope.payload else { throw .payloadMissing }
        guard payload.count <= COSELimits.maximumPayloadBytes else { throw .payloadTooLarge }
        guard envelope.signature.count == COSEConstant.signatureBytes else { throw .signatureLength }
        self.init(
            header: header, protectedBytes: envelope.protectedBytes, payload: payload, signature: envelope.signature)
    }

    /// The object in deterministic CBOR: the very bytes it was decoded from.
    public func encoded() -> [UInt8] {
        COSEEnvelope(
            protectedBytes: protectedBytes, unprotected: CBORMap(), payload: payload, signature: signature
        ).encoded()
    }

    /// Checks that the object is of the type and signed by the key.
    ///
    /// The key comes from the pin; the kid only has to agree with it.
    ///
    /// - Throws: ``COSEError/wrongKey``, ``COSEError/wrongType`` or ``COSEError/badSignature``.
    public func verify(key: VerifyingKey, type: String) throws(COSEError) {
        guard header.keyID == key.keyID else { throw .wrongKey }
        guard header.type == type else { throw .wrongType }
        let input = Self.signatureInput(protectedBytes: protectedBytes, payload: payload)
        guard key.isValidSignature(signature, for: input) else { throw .badSignature }
    }

    /// The bytes that are signed: `["Signature1", protected, external_aad, payload]` (RFC 9052 section 4.4) with an
    /// empty external_aad.
    public static func signatureInput(protectedBytes: [UInt8], payload: [UInt8]) -> [UInt8] {
        CBORValue.array([.text("Signature1"), .bytes(protectedBytes), .bytes([]), .bytes(payload)]).encoded()
    }
}
