import CBOR
import HotlineCrypto

/// The form that both kinds of proof have on the wire: `[uint, uint, [+ bstr]]` (RFC 9942).
struct COSEProof {
    let first: UInt64
    let second: UInt64
    let path: [Digest]
}

extension COSEProof {
    init(decoding bytes: [UInt8]) throws(COSEError) {
        let value: CBORValue
        do throws(CBORError) {
            value = try CBORValue(decoding: bytes)
        } catch {
            throw .encoding(.proof, error)
        }
        guard let parts = value.asArray, parts.count == 3,
            let first = parts[0].asUInt64, let second = parts[1].asUInt64, let elements = parts[2].asArray
        else { throw .malformedProof }
        self.init(first: first, second: second, path: try Self.path(of: elements))
    }

    func encoded() -> [UInt8] {
        CBORValue.array([.unsigned(first), .unsigned(second), .array(path.map { .bytes($0.bytes) })]).encoded()
    }

    /// Refuses a path that RFC 9942 cannot express or that no tree of 64-bit size needs.
    static func check(_ path: [Digest]) throws(COSEError) {
        guard (1...COSELimits.maximumPathLength).contains(path.count) else { throw .pathLength }
    }

    private static func path(of elements: [CBORValue]) throws(COSEError) -> [Digest] {
        var path: [Digest] = []
        path.reserveCapacity(elements.count)
        for element in elements {
            guard let digest = element.asBytes.flatMap({ Digest($0) }) else { throw .malformedProof }
            path.append(digest)
        }
        return path
    }
}
