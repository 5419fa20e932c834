public import HotlineCrypto

/// Why a signed note, or a line of one, was refused. It holds nothing of the note's text, so its description is safe to print.
public enum NoteError: Error, Hashable, Sendable {
    /// The note is larger than ``NoteLimits/maximumByteCount``.
    case tooLarge
    /// The note has more signatures than ``NoteLimits/maximumSignatureCount``.
    case tooManySignatures
    /// The note is not strict UTF-8.
    case invalidUTF8
    /// The note holds an ASCII control character other than a line feed.
    case controlCharacter
    /// The text, or the note, does not end with a line feed.
    case missingFinalNewline
    /// No empty line divides a text from at least one signature.
    case noSignatures
    /// The signature line of this number (from 1) is not `— <name> <base64>`.
    case malformedSignatureLine(Int)
    /// The signature of this number (from 1) is by a known key and does not verify.
    case invalidSignature(Int)
    /// Two of the known keys share one name and one key ID.
    case ambiguousKey
    /// No signature is by a known key.
    case noKnownSignature
    /// A cosignature's time is above 2^63 - 1.
    case timeTooLarge
    /// The key could not sign.
    case signing(KeyError)
}

extension NoteError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .tooLarge: "the note is larger than \(NoteLimits.maximumByteCount) bytes"
        case .tooManySignatures: "the note has more than \(NoteLimits.maximumSignatureCount) signatures"
        case .invalidUTF8: "the note is not valid UTF-8"
        case .controlCharacter: "the note holds a control character"
        case .missingFinalNewline: "the note does not end with a line feed"
        case .noSignatures: "the note has no signatures"
        case .malformedSignatureLine(let number): "signature line \(number) of the note is malformed"
        case .invalidSignature(let number): "signature \(number) of the note is by a known key but is not valid"
        case .ambiguousKey: "two known keys have the same name and key ID"
        case .noKnownSignature: "the note has no signature by a known key"
        case .timeTooLarge: "the cosignature's time is out of range"
        case .signing(let error): "signing failed: \(error)"
        }
    }
}
