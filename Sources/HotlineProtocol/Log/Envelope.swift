internal import COSE
internal import HotlineCrypto

/// Opening a COSE_Sign1 of the log with the reasons of this layer.
enum Envelope {
    static func open(_ bytes: [UInt8], key: VerifyingKey, type: String) throws(LogError) -> Sign1 {
        let envelope: Sign1
        do {
            envelope = try Sign1(decoding: bytes)
        } catch {
            throw .envelope("\(error)")
        }
        try check(envelope, key: key, type: type)
        return envelope
    }

    static func check(_ envelope: Sign1, key: VerifyingKey, type: String) throws(LogError) {
        do {
            try envelope.verify(key: key, type: type)
        } catch {
            throw .badSignature
        }
    }
}
