/// Why a checkpoint was refused. Its description is safe to print.
public enum CheckpointError: Error, Hashable, Sendable {
    /// The text is not exactly three lines.
    case notThreeLines
    /// The first line is not a ``NoteName``.
    case badOrigin
    /// The second line is not a canonical decimal number of at most ``MerkleTree/maximumSize``.
    case badSize
    /// The third line is not the canonical base64 of 32 bytes.
    case badRoot
    /// The size is 0 but the root is not that of the empty tree.
    case badEmptyRoot
    /// The checkpoint is of another log.
    case otherOrigin
    /// No signature is by the log's own key; those of cosigners do not stand in for it.
    case notSignedByLog
    /// The note itself is refused.
    case note(NoteError)
}

extension CheckpointError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .notThreeLines: "a checkpoint has three lines: origin, size, root"
        case .badOrigin: "the origin is not a name"
        case .badSize: "the size is not a canonical decimal number in range"
        case .badRoot: "the root is not the canonical base64 of 32 bytes"
        case .badEmptyRoot: "the root is not that of the empty tree"
        case .otherOrigin: "the checkpoint is of another log"
        case .notSignedByLog: "the checkpoint is not signed by the log's key"
        case .note(let error): error.description
        }
    }
}
