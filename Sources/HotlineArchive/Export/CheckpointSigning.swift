public import HotlineAudit
public import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// What stands in the file `checkpoint`.
public enum CheckpointNote: Hashable, Sendable {
    /// A signed note of the newest head.
    case signed([UInt8])
    /// There is none, and why.
    case unsigned(String)
}

/// Gives the signed note of a log's newest head.
public protocol CheckpointSigning {
    /// - Parameters:
    ///   - log: the log.
    ///   - head: its newest head, which was committed and to which its entries lead.
    ///   - own: the newest checkpoints of it that the node has stored, by size.
    ///   - former: the checkpoint of an earlier export.
    func note(
        of log: AuditLog, head: AuditHead, own: [AuditCheckpoint], former: [UInt8]?
    ) throws -> CheckpointNote
}

/// Takes the node's stored checkpoint where there is one of the newest head, with its cosignature; else signs that head.
///
/// It signs nothing but the newest committed head, and none below a checkpoint that was signed before: neither those that the
/// node stored nor the one of an earlier export. The head of a log that was stopped or followed by another is not signed
/// anew: what the node does not know of it may contradict that.
public struct CheckpointSigner: CheckpointSigning {
    private let key: SigningKey?

    /// - Parameter key: the node's key; without it, only stored checkpoints are taken.
    public init(key: SigningKey?) {
        self.key = key
    }

    /// The note of the newest head.
    public func note(
        of log: AuditLog, head: AuditHead, own: [AuditCheckpoint], former: [UInt8]?
    ) throws -> CheckpointNote {
        let before = try own.last.map { try Self.checkpoint($0.note, of: log) }
        let exported = try former.map { try Self.checkpoint($0, of: log) }
        for signed in [before, exported].compactMap({ $0 }) { try Self.requireNotBelow(signed, head) }
        if let stored = own.last, before?.size == head.size { return .signed(stored.note) }
        if let former, exported?.size == head.size { return .signed(former) }
        if log.stoppedReason != nil { return .unsigned("the line is stopped") }
        if log.isSucceeded { return .unsigned("another log has followed this one") }
        guard let key else { return .unsigned("the node's key is not here") }
        guard let name = NoteName(log.origin), let root = Digest(head.root),
            (try? KeyLine(parsing: log.owner))?.key == key.verifyingKey
        else { throw ExportError.unsigned("\(log.origin) is not a log of this node's key") }
        return .signed(try Checkpoint(origin: name, size: head.size, root: root).signed(by: key).encoded())
    }

    /// One that does not verify is no reason to go on: somebody changed what this node signed.
    private static func checkpoint(_ note: [UInt8], of log: AuditLog) throws -> Checkpoint {
        guard let name = NoteName(log.origin) else { throw ExportError.unsigned("\(log.origin) is no name of a log") }
        do {
            let owner = try KeyLine(parsing: log.owner)
            return try VerifiedCheckpoint(verifying: SignedNote(parsing: note), origin: name, key: owner.key).checkpoint
        } catch {
            throw ExportError.unsigned("a checkpoint of \(log.origin) that was signed before does not verify: \(error)")
        }
    }

    private static func requireNotBelow(_ signed: Checkpoint, _ head: AuditHead) throws {
        guard signed.size < head.size || (signed.size == head.size && signed.root.bytes == head.root) else {
            throw ExportError.unsigned(
                "the head of size \(head.size) does not follow the checkpoint of size \(signed.size) that was signed "
                    + "before: this node's log is older than what it has signed")
        }
    }
}
