public import HotlineCrypto
public import HotlineProtocol
internal import TransparencyLog

/// Why kept objects cannot be judged.
public enum EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The object, by its place from 1, is nothing that a node signs.
    case unknownForm(Int)
    /// Whose it says it is; no key of that name was given.
    case noKey(Int, name: String)
    /// It does not verify with the key of that name that was given.
    case badSignature(Int, name: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .unknownForm(let number): "object \(number) is no head, checkpoint, statement or log opening"
        case .noKey(let number, let name): "object \(number) says that it is of \(name), whose key was not given"
        case .badSignature(let number, let name): "object \(number) does not verify with the key given for \(name)"
        }
    }
}

/// A signed object whose signature was verified with a key that the caller gave.
public enum EvidenceObject: Hashable, Sendable {
    /// What its owner signed of a log: a head, a checkpoint, or entry 0, which is the head of size 1.
    case head(origin: LogOrigin, size: UInt64, root: Digest, form: String)
    /// What its sender said.
    case statement(Statement, digest: Digest)

    /// Who signed it.
    public var signer: NodeName {
        switch self {
        case .head(let origin, _, _, _): origin.owner
        case .statement(let statement, _): statement.sender
        }
    }

    /// What it says, in words.
    public var words: String {
        switch self {
        case .head(let origin, let size, let root, let form):
            "\(form), signed by \(origin.owner): log \(origin) has size \(size) and root \(root)"
        case .statement(let statement, let digest):
            "a statement, signed by \(statement.sender): \(statement.stream) \(statement.ordinal), digest \(digest)"
        }
    }
}

/// Reads an object and verifies it: the bytes say whose it is, the keys come from the caller.
struct EvidenceReader {
    let keys: [KeyLine]

    /// - Parameter number: its place, for errors.
    func read(_ bytes: [UInt8], _ number: Int) throws(EvidenceError) -> EvidenceObject {
        if let signed = try? SignedStatement(decoding: bytes) { return try statement(signed, number) }
        if let note = try? SignedNote(parsing: bytes) { return try checkpoint(note, number) }
        for key in keys {
            if let head = try? SignedHead(verifying: bytes, owner: key).head {
                return .head(origin: head.origin, size: head.size, root: head.root, form: "a head")
            }
            for peer in keys {
                guard let opening = try? LogOpening(verifying: bytes, owner: key, peer: peer) else { continue }
                return .head(origin: opening.origin, size: 1, root: opening.leafHash, form: "entry 0")
            }
        }
        guard let name = COSEName.signer(of: bytes) else { throw .unknownForm(number) }
        guard keys.contains(where: { $0.name.text == name }) else { throw .noKey(number, name: name) }
        throw .badSignature(number, name: name)
    }

    private func statement(_ signed: SignedStatement, _ number: Int) throws(EvidenceError) -> EvidenceObject {
        let (sender, recipient) = (signed.statement.sender, signed.statement.recipient)
        try verify(sender, number) { key in
            (try? VerifiedStatement(verifying: signed, sender: key, recipient: recipient)) != nil
        }
        return .statement(signed.statement, digest: signed.digest)
    }

    private func checkpoint(_ note: SignedNote, _ number: Int) throws(EvidenceError) -> EvidenceObject {
        guard let checkpoint = try? Checkpoint(parsing: note.text), let origin = LogOrigin(checkpoint.origin.text)
        else { throw .unknownForm(number) }
        try verify(origin.owner, number) { key in
            (try? VerifiedCheckpoint(verifying: note, origin: checkpoint.origin, key: key.key)) != nil
        }
        return .head(origin: origin, size: checkpoint.size, root: checkpoint.root, form: "a checkpoint")
    }

    private func verify(_ name: NodeName, _ number: Int, _ holds: (KeyLine) -> Bool) throws(EvidenceError) {
        let known = keys.filter { $0.name == name }
        guard !known.isEmpty else { throw .noKey(number, name: name.text) }
        guard known.contains(where: holds) else { throw .badSignature(number, name: name.text) }
    }
}
