public import HotlineCrypto

/// A head of a log in C2SP form (tlog-checkpoint v1.0.0): the text of a signed note, exactly three lines.
///
///     <origin>
///     <size, decimal without leading zeros>
///     <base64 of the root>
///
/// Extension lines, which the specification allows but recommends against, are refused: no log of this project has any.
public struct Checkpoint: Hashable, Sendable {
    /// The log's name.
    public let origin: NoteName
    /// The number of leaves, at most ``MerkleTree/maximumSize``.
    public let size: UInt64
    /// The root of the tree of `size` leaves (RFC 9162 section 2.1.1).
    public let root: Digest

    /// Joins the parts.
    ///
    /// - Throws: ``CheckpointError/badSize``, or ``CheckpointError/badEmptyRoot`` for a root that the empty tree cannot have.
    public init(origin: NoteName, size: UInt64, root: Digest) throws(CheckpointError) {
        guard size <= MerkleTree.maximumSize else { throw .badSize }
        guard size > 0 || root == MerkleTree.emptyRoot else { throw .badEmptyRoot }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The checkpoint as the text of a note.
    public var text: NoteText {
        NoteText(lines: [origin.text, String(size), Base64.encode(root.bytes)])
    }

    /// Signs the checkpoint as the owner of the log, under the origin's name.
    ///
    /// The caller never signs two checkpoints that are not consistent: it signs committed heads of one log alone.
    ///
    /// - Throws: ``NoteError/signing(_:)``.
    public func signed(by key: SigningKey) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: [NoteSigner(name: origin, key: key).sign(text)])
    }
}

extension Checkpoint {
    /// Reads the text of a note; ``text`` of the result is the same text again. Nothing is verified by that.
    ///
    /// - Throws: ``CheckpointError`` that names the broken line.
    public init(parsing text: NoteText) throws(CheckpointError) {
        let lines = text.bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count == 3 else { throw .notThreeLines }
        guard let origin = NoteName(String(decoding: lines[0], as: UTF8.self)) else { throw .badOrigin }
        guard let size = Checkpoint.parseSize(lines[1]) else { throw .badSize }
        let base64 = String(decoding: lines[2], as: UTF8.self)
        guard let root = Base64.decode(base64).flatMap(Digest.init) else { throw .badRoot }
        try self.init(origin: origin, size: size, root: root)
    }

    /// A decimal number without sign and leading zeros.
    private static func parseSize(_ digits: ArraySlice<UInt8>) -> UInt64? {
        // Going back to text and comparing leaves one spelling a number; 20 digits are the most that can be one.
        guard digits.count <= 20, let size = UInt64(String(decoding: digits, as: UTF8.self)) else { return nil }
        return String(size).utf8.elementsEqual(digits) ? size : nil
    }
}
