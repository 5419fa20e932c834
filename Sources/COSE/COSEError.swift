public import CBOR
public import HotlineCrypto

/// Why an object is not a valid signed object of this project. It holds numbers alone, so it is safe to print.
public enum COSEError: Error, Hashable, Sendable {
    /// The part is not in deterministic CBOR; the offset inside counts from the start of that part.
    case encoding(COSEPart, CBORError)
    /// The object does not begin with tag 18.
    case notTagged
    /// The content is not the array of protected header, unprotected header, payload and signature.
    case notSign1
    /// The protected header is not a map.
    case headerNotMap
    /// The algorithm is another than Ed25519 (-19).
    case unsupportedAlgorithm(Int64)
    /// A header label that must be there is not.
    case missingLabel(Int)
    /// A header label has a value of the wrong type, length or range.
    case invalidLabel(Int)
    /// A header label that this kind of object may not have, such as crit (2); nil stands for one that is no 64-bit
    /// integer.
    case unexpectedLabel(Int64?)
    /// A claim that must be there is not.
    case missingClaim(Int)
    /// A claim has a value of the wrong type, length or range.
    case invalidClaim(Int)
    /// A claim that this kind of object may not have; nil stands for one that is no 64-bit integer.
    case unexpectedClaim(Int64?)
    /// The unprotected header is not empty, or in a receipt not exactly the inclusion proofs.
    case unprotectedHeader
    /// The payload is detached where it must be attached.
    case payloadMissing
    /// The payload is attached where it must be detached.
    case payloadPresent
    /// The payload is longer than ``COSELimits/maximumPayloadBytes``.
    case payloadTooLarge
    /// The signature is not 64 bytes long.
    case signatureLength
    /// The key identifier is that of another key.
    case wrongKey
    /// The object is of another type than asked for.
    case wrongType
    /// The signature does not verify.
    case badSignature
    /// The signature could not be made.
    case signing(KeyError)
    /// A receipt has no proof or more than ``COSELimits/maximumProofs``.
    case proofCount
    /// A proof is not an array of two numbers and an array of digests.
    case malformedProof
    /// A proof has an impossible size or index.
    case proofRange
    /// A proof has no hash or more than ``COSELimits/maximumPathLength``.
    case pathLength
    /// A proof is for another tree size than the signed one.
    case treeSizeMismatch
}

/// The parts of an object that are CBOR of their own.
public enum COSEPart: String, Hashable, Sendable {
    /// The object itself.
    case object
    /// The content of the protected header.
    case protectedHeader = "protected header"
    /// One proof of a receipt.
    case proof
}

extension COSEError: CustomStringConvertible {
    /// One line in plain words.
    public var description: String {
        switch self {
        case .headerNotMap: "the protected header is not a map"
        case .unsupportedAlgorithm(let number): "algorithm \(number) is not Ed25519 (-19)"
        case .missingLabel(let label): "header label \(label) is missing"
        case .invalidLabel(let label): "header label \(label) has an invalid value"
        case .unexpectedLabel(let label): "header label \(label.map(String.init) ?? "that is no number") is not allowed"
        case .missingClaim(let claim): "claim \(claim) is missing"
        case .invalidClaim(let claim): "claim \(claim) has an invalid value"
        case .unexpectedClaim(let claim): "claim \(claim.map(String.init) ?? "that is no number") is not allowed"
        case .encoding(let part, let error): "\(part.rawValue): \(error)"
        case .notTagged: "not tagged as COSE_Sign1 (18)"
        case .notSign1: "not the four parts of a COSE_Sign1"
        case .unprotectedHeader: "the unprotected header holds something that is not allowed"
        case .payloadMissing: "the payload is missing"
        case .payloadPresent: "a payload is attached where none is allowed"
        case .payloadTooLarge: "the payload is longer than \(COSELimits.maximumPayloadBytes) bytes"
        case .signatureLength: "the signature is not 64 bytes long"
        case .wrongKey: "signed under the name of another key"
        case .wrongType: "an object of another type"
        case .badSignature: "the signature does not verify"
        case .signing(let error): "cannot sign: \(error)"
        case .proofCount: "a receipt has 1 to \(COSELimits.maximumProofs) proofs"
        case .malformedProof: "a proof is malformed"
        case .proofRange: "a proof has an impossible size or index"
        case .pathLength: "a proof has 1 to \(COSELimits.maximumPathLength) hashes"
        case .treeSizeMismatch: "a proof is for another tree size than the signed one"
        }
    }
}
