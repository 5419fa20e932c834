import Foundation
import GRDB
import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineStore
import HotlineTestSupport
import TransparencyLog

/// Alpha's database after a conversation that has everything in it, closed; each value is a copy of its own to be damaged.
final class AuditedHome {
    let path: String
    let keys: AuditKeys

    init(_ database: Data, keys: AuditKeys) throws {
        let name = "hotline-audit-\(Hex.encode(try secureRandomBytes(8))).db"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        self.keys = keys
        try database.write(to: URL(fileURLWithPath: path))
    }

    deinit {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    /// A fresh copy.
    static func make() async throws -> AuditedHome {
        let (database, keys) = try await made.value
        return try AuditedHome(database, keys: keys)
    }

    private static let made = Task { () async throws -> (Data, AuditKeys) in
        let line = try await AuditedHome.conversation()
        let keys = AuditKeys([line.alpha.identity.line, line.beta.identity.line])
        try line.alpha.close()
        let home = try AuditedHome(Data(contentsOf: URL(fileURLWithPath: line.alpha.home.database)), keys: keys)
        try home.change { try AuditedHome.addCheckpoints(line, $0) }
        return (try Data(contentsOf: URL(fileURLWithPath: home.path)), keys)
    }

    /// Both directions, every outcome, an answered and an open question, two epochs, a long body, an empty one, receipts of
    /// one head in two frames, statements without a receipt.
    static func conversation() async throws -> AuditedLine {
        let line = try AuditedLine()
        let first = try await line.say([
            try line.submission("The port is open."), try line.submission("It is urgent.", "csirt", .flash),
            try line.submission("For the desk of the radiation centre.", "nrrc", .priority),
        ])
        try await line.receipt(first)
        try await line.receipt(
            try await line.say([try line.submission("one"), try line.submission("two")]), inFramesOf: 1)
        try await line.receipt(try await line.sayAtLength())
        let said = try line.submission("We look at it.", "csirt", .flash)
        try await line.hear([said, try line.submission("And at that.")])
        try await line.hear([try line.submission("?", "nrrc")]) { _ in .refused(.unknownKind) }
        try await line.hearAgain(said)
        try await ask(on: line)
        try line.restartAlpha()
        try await line.receipt(try await line.say([try line.submission("After the restart.")]))
        try await line.say([try line.submission("Still on its way."), try line.submission("")])
        return line
    }

    private static func ask(on line: AuditedLine) async throws {
        var (asking, waiting) = (try line.submission("Decide.", "officials"), try line.submission("This.", "officials"))
        (asking.acknowledgeBy, waiting.acknowledgeBy) = (900, 1800)
        try await line.receipt(try await line.say([asking, waiting]))
        var answer = try line.submission("Seen.", "officials", kind: .acknowledgement)
        answer.inReplyTo = asking.messageID
        answer.details = try Sample.need(StatementDetails(decision: .accepted, officer: "officer one"))
        try await line.hear([answer])
    }

    /// The newest heads of both logs as checkpoints: alpha's with beta's cosignature, beta's as it came.
    private static func addCheckpoints(_ line: AuditedLine, _ database: Database) throws {
        for size in [6, 12] as [UInt64] {
            try add(line.alpha, line.alphaLine.opening.origin, size, cosigner: line.beta.identity, database)
        }
        try add(line.beta, line.betaLine.opening.origin, 4, cosigner: nil, database)
    }

    private static func add(
        _ node: AuditedNode, _ origin: LogOrigin, _ size: UInt64, cosigner: TestIdentity?, _ database: Database
    ) throws {
        let name = try Sample.need(NoteName(origin.description))
        let hashes = FixtureHashes(path: node.home.database)
        let checkpoint = try Checkpoint(
            origin: name, size: size, root: try MerkleTree.root(size: size, reader: hashes))
        var note = try checkpoint.signed(by: node.identity.key)
        let (stored, cosigned): (Int64, UInt64) = (1_790_000_100_500, 1_790_000_100)
        if let cosigner {
            let verified = try VerifiedCheckpoint(verifying: note, origin: name, key: node.identity.line.key)
            let signer = NoteSigner(name: NoteName(cosigner.line.name), key: cosigner.key)
            note = try note.adding(try signer.cosign(verified, at: cosigned))
        }
        try database.execute(
            sql: """
                INSERT INTO checkpoint (line, origin, size, root, note, stored_at, cosigned_at)
                VALUES (1, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                name.text, Int64(size), Data(checkpoint.root.bytes), Data(note.encoded()), stored,
                Int64(cosigned) * 1000,
            ])
    }
}

/// Stored hashes of line 1 of a database, for making checkpoints of it.
private struct FixtureHashes: HashReader {
    let path: String

    func hash(at position: UInt64) throws -> Digest {
        let queue = try DatabaseQueue(path: path)
        let bytes = try queue.read { database in
            try Data.fetchOne(
                database, sql: "SELECT hash FROM tree_hash WHERE line = 1 AND position = ?",
                arguments: [Int64(position)])
        }
        return try Sample.need(bytes.flatMap { Digest(Array($0)) })
    }
}

extension AuditedHome {
    /// Audits it as it is.
    func audit(pace: AuditPace = AuditPace()) -> AuditVerdict {
        do {
            let source = try DatabaseSource(path: path)
            defer { source.close() }
            return Auditor(source: source, keys: keys, pace: pace).audit()
        } catch {
            return AuditVerdict(unread: error, place: path)
        }
    }

    /// Changes the database behind everybody's back: no constraint holds but those of types and keys.
    func change(_ body: (Database) throws -> Void) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try body(database)
        }
        try queue.close()
    }
}
