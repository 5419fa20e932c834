import HotlineAudit
import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineArchive

@Suite("The checkpoint of an export")
struct CheckpointSignerTests {
    private static func parts() throws -> (CheckpointSigner, MemorySource) {
        var line = try RecordedLine()
        try line.say(3)
        return (CheckpointSigner(key: try TestIdentity.alpha().key), line.alpha)
    }

    private static func note(_ source: MemorySource, _ head: AuditHead) throws -> [UInt8] {
        let name = try #require(NoteName(source.log.origin))
        let root = try #require(Digest(head.root))
        return try Checkpoint(origin: name, size: head.size, root: root).signed(by: TestIdentity.alpha().key).encoded()
    }

    private static func stored(_ source: MemorySource, _ head: AuditHead) throws -> AuditCheckpoint {
        AuditCheckpoint(
            origin: source.log.origin, size: head.size, root: head.root, note: try note(source, head), storedAt: 1,
            cosignedAt: nil)
    }

    @Test("the newest committed head is signed, or the stored note of it is taken")
    func newest() throws {
        let (signer, source) = try Self.parts()
        let head = try #require(source.heads.last)
        let note = try Self.note(source, head)
        #expect(try signer.note(of: source.log, head: head, own: [], former: nil) == .signed(note))
        let keyless = CheckpointSigner(key: nil)
        let stored = try Self.stored(source, head)
        #expect(try keyless.note(of: source.log, head: head, own: [stored], former: nil) == .signed(note))
        #expect(try keyless.note(of: source.log, head: head, own: [], former: nil) != .signed(note))
    }

    @Test("nothing below what was signed before is signed, and no other root of its size")
    func below() throws {
        let (signer, source) = try Self.parts()
        let (older, newest) = (source.heads[0], try #require(source.heads.last))
        let other = AuditHead(size: newest.size, root: older.root, issuedAt: 0)
        for before in [newest] {
            for head in [older, other] {
                let stored = try Self.stored(source, before)
                #expect(throws: ExportError.self) {
                    try signer.note(of: source.log, head: head, own: [stored], former: nil)
                }
                #expect(throws: ExportError.self) {
                    try signer.note(of: source.log, head: head, own: [], former: stored.note)
                }
            }
        }
    }

    @Test("a stopped log and one that was followed are not signed anew; another's log never is")
    func stopped() throws {
        let (signer, source) = try Self.parts()
        let head = try #require(source.heads.last)
        for (isSucceeded, reason) in [(true, nil), (false, "fork")] {
            let log = AuditLog(
                id: 1, origin: source.log.origin, owner: source.log.owner, peer: source.log.peer, size: head.size,
                peerOpening: nil, held: nil, predecessor: nil, isSucceeded: isSucceeded, stoppedReason: reason)
            guard case .unsigned = try signer.note(of: log, head: head, own: [], former: nil) else {
                Issue.record("signed")
                continue
            }
        }
        let beta = CheckpointSigner(key: try TestIdentity.beta().key)
        #expect(throws: ExportError.self) { try beta.note(of: source.log, head: head, own: [], former: nil) }
    }
}
