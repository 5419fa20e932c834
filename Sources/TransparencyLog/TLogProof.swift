public import HotlineCrypto

/// Evidence that an entry is in a log, as text (C2SP tlog-proof, `c2sp.org/tlog-proof@v1`): the entry's index, its path, and
/// the checkpoint to whose root the path leads, with the cosignatures of those who saw it.
///
///     c2sp.org/tlog-proof@v1
///     index <decimal>
///     <base64 of a hash, one a line, from the leaf's sibling up>
///     <empty line>
///     <the checkpoint: a signed note>
///
/// The `extra` line, which the specification allows and nothing signs, is refused: no proof of this project has one. Reading is
/// strict: each proof has one spelling.
public struct TLogProof: Hashable, Sendable {
    /// The entry's place in the log, from 0.
    public let index: UInt64
    /// The siblings from the leaf up (RFC 9162 section 2.1.3.1).
    public let path: [Digest]
    /// The checkpoint, not verified.
    public let checkpoint: SignedNote

    /// Joins the parts.
    ///
    /// - Throws: ``TLogProofError/badIndex`` or ``TLogProofError/pathTooLong``.
    public init(index: UInt64, path: [Digest], checkpoint: SignedNote) throws(TLogProofError) {
        guard index < MerkleTree.maximumSize else { throw .badIndex }
        guard path.count <= MerkleTree.maximumPathCount else { throw .pathTooLong }
        (self.index, self.path, self.checkpoint) = (index, path, checkpoint)
    }

    /// The text, ending with a line feed.
    public func encoded() -> [UInt8] {
        let lines = [Self.header, Self.indexWord + String(index)] + path.map { Base64.encode($0.bytes) }
        return lines.flatMap { Array($0.utf8) + [newline] } + [newline] + checkpoint.encoded()
    }

    private static let header = "c2sp.org/tlog-proof@v1"
    private static let indexWord = "index "
    private static let extraWord = "extra "
}

extension TLogProof {
    /// Reads a proof; `encoded()` of the result is `bytes` again. Nothing is verified by that.
    ///
    /// - Throws: ``TLogProofError`` that names the broken rule.
    public init(parsing bytes: [UInt8]) throws(TLogProofError) {
        guard let divide = Self.firstEmptyLine(in: bytes) else { throw .notAProof }
        let lines = bytes[..<divide].dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count >= 2, lines[0].elementsEqual(Self.header.utf8) else { throw .notAProof }
        guard !lines[1].starts(with: Self.extraWord.utf8) else { throw .extraData }
        let index = try Self.index(lines[1])
        let path = try Self.path(lines.dropFirst(2))
        let note: SignedNote
        do {
            note = try SignedNote(parsing: Array(bytes[(divide + 1)...]))
        } catch {
            throw .note(error)
        }
        try self.init(index: index, path: path, checkpoint: note)
    }

    /// The offset of the line feed that is the first empty line.
    private static func firstEmptyLine(in bytes: [UInt8]) -> Int? {
        bytes.indices.dropFirst().first { bytes[$0] == newline && bytes[$0 - 1] == newline }
    }

    /// A decimal number without sign and leading zeros.
    private static func index(_ line: ArraySlice<UInt8>) throws(TLogProofError) -> UInt64 {
        let digits = line.dropFirst(indexWord.utf8.count)
        guard line.starts(with: indexWord.utf8), digits.count <= 20,
            let index = UInt64(String(decoding: digits, as: UTF8.self)), String(index).utf8.elementsEqual(digits)
        else { throw .badIndex }
        return index
    }

    private static func path(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(TLogProofError) -> [Digest] {
        guard lines.count <= MerkleTree.maximumPathCount else { throw .pathTooLong }
        var path: [Digest] = []
        for line in lines {
            let text = String(decoding: line, as: UTF8.self)
            guard let hash = Base64.decode(text).flatMap({ Digest($0) }) else { throw .badHash(path.count + 1) }
            path.append(hash)
        }
        return path
    }
}

extension TLogProof {
    /// Verifies the proof for one entry (tlog-proof, "Verifying a tlog proof"): the checkpoint is of this log, signed by its
    /// key, and the path leads from the entry to its root.
    ///
    /// - Parameters:
    ///   - leafHash: ``MerkleTree/leafHash(_:)`` of the entry's own bytes.
    ///   - origin: the log that it has to be of; also the name of the log's key.
    ///   - key: the key of the log's owner, from the pin.
    ///   - cosigners: the nodes whose cosignatures count; one that names any of them has to be valid.
    /// - Throws: ``TLogProofError``.
    public func verify(
        leafHash: Digest, origin: NoteName, key: VerifyingKey, cosigners: [KeyLine] = []
    ) throws(TLogProofError) -> VerifiedCheckpoint {
        let verified: VerifiedCheckpoint
        do {
            verified = try VerifiedCheckpoint(verifying: checkpoint, origin: origin, key: key, cosigners: cosigners)
        } catch {
            throw .checkpoint(error)
        }
        guard try root(from: leafHash, size: verified.checkpoint.size) == verified.checkpoint.root else {
            throw .proof(.rootMismatch)
        }
        return verified
    }

    private func root(from leafHash: Digest, size: UInt64) throws(TLogProofError) -> Digest {
        do {
            return try MerkleTree.rootOfInclusion(index: index, size: size, leafHash: leafHash, path: path)
        } catch {
            throw .proof(error)
        }
    }
}

/// Why a proof was refused. Its description is safe to print.
public enum TLogProofError: Error, Hashable, Sendable {
    /// The text does not begin as a proof does.
    case notAProof
    /// There is extra data, which nothing signs.
    case extraData
    /// The index is missing, not canonical, or out of range.
    case badIndex
    /// This line of the path is not the canonical base64 of a hash; counted from 1.
    case badHash(Int)
    /// The path has more hashes than any tree is high.
    case pathTooLong
    /// The checkpoint is no signed note.
    case note(NoteError)
    /// The checkpoint is refused.
    case checkpoint(CheckpointError)
    /// The path does not lead from the entry to the checkpoint's root.
    case proof(ProofError)
}

extension TLogProofError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .notAProof: "the text is not a c2sp.org/tlog-proof@v1"
        case .extraData: "the proof has extra data, which nothing signs"
        case .badIndex: "the index is not a canonical decimal number in range"
        case .badHash(let number): "hash \(number) of the path is not the canonical base64 of 32 bytes"
        case .pathTooLong: "the path has more than \(MerkleTree.maximumPathCount) hashes"
        case .note(let error): error.description
        case .checkpoint(let error): error.description
        case .proof(let error): error.description
        }
    }
}
