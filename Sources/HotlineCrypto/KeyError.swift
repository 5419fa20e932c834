/// Why a key was refused or an operation with one failed. Holds no secret; its description is safe to print.
public enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key or seed has this many bytes instead of 32.
    case wrongLength(Int)
    /// The encoding is not the one that RFC 8032 section 5.1.2 gives the point.
    case nonCanonical
    /// The point has order 1, 2, 4 or 8: signatures that fit any message exist for it.
    case smallOrder
    /// The bytes are not a point of the curve.
    case notOnCurve
    /// The text is not one PEM block with a PKCS#8 private key.
    case notPKCS8PEM
    /// The key is encrypted and no passphrase was given.
    case needsPassphrase
    /// The key is encrypted and the passphrase does not open it.
    case wrongPassphrase
    /// A private key, but not an Ed25519 key.
    case notEd25519
    /// The system's source of randomness failed.
    case noRandomness
    /// OpenSSL failed in a way that depends on no input (memory, a broken installation), with its reasons.
    case library(String)

    /// What went wrong, in words.
    public var description: String {
        switch self {
        case .wrongLength(let count): "the key has \(count) bytes instead of 32"
        case .nonCanonical: "the key is not canonically encoded"
        case .smallOrder: "the key is a point of small order, for which signatures can be forged"
        case .notOnCurve: "the key is not a point of the curve"
        case .notPKCS8PEM: "not a PKCS#8 private key in PEM form"
        case .needsPassphrase: "the private key is encrypted and needs a passphrase"
        case .wrongPassphrase: "the passphrase does not open the private key"
        case .notEd25519: "the private key is not an Ed25519 key"
        case .noRandomness: "the system's source of randomness failed"
        case .library(let reason): "OpenSSL failed: \(reason)"
        }
    }

    /// The failure that OpenSSL has just reported.
    static func fromQueue() -> KeyError {
        .library(OpenSSLErrorQueue.drain())
    }
}
