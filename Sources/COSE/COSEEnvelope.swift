import CBOR

/// The bare COSE_Sign1 (RFC 9052 section 4.2):
/// `18([protected bstr, unprotected map, payload bstr / nil, signature bstr])`.
struct COSEEnvelope {
    let protectedBytes: [UInt8]
    let unprotected: CBORMap
    let payload: [UInt8]?
    let signature: [UInt8]
}

extension COSEEnvelope {
    /// Takes the four parts apart and checks their types, not yet what is in them.
    init(decoding bytes: [UInt8], maximumBytes: Int) throws(COSEError) {
        let value: CBORValue
        do throws(CBORError) {
            value = try CBORValue(decoding: bytes, limits: CBORLimits(maximumBytes: maximumBytes))
        } catch {
            throw .encoding(.object, error)
        }
        guard case .tagged(COSEConstant.sign1Tag, let content) = value else { throw .notTagged }
        guard let parts = content.asArray, parts.count == 4,
            let protectedBytes = parts[0].asBytes, let unprotected = parts[1].asMap, let signature = parts[3].asBytes,
            parts[2].isNull || parts[2].asBytes != nil
        else { throw .notSign1 }
        self.protectedBytes = protectedBytes
        self.unprotected = unprotected
        payload = parts[2].asBytes
        self.signature = signature
    }

    func encoded() -> [UInt8] {
        let parts: [CBORValue] = [
            .bytes(protectedBytes), .map(unprotected), payload.map { .bytes($0) } ?? .null, .bytes(signature),
        ]
        return CBORValue.tagged(COSEConstant.sign1Tag, .array(parts)).encoded()
    }
}
