import HotlineCrypto
import HotlineProtocol

@testable import HotlineStore

/// All that a golden database must still say after a migration, as the store's own functions read it back.
struct GoldenContents: Codable, Equatable {
    /// One line, removed ones too.
    struct Line: Codable, Equatable {
        let peer: String
        let record: Record?
        let head: [String]
        let leaves: [String]
        let statements: [Statement]
        let tails: [String]
        let queued: Int
        let overdue: Int
        let evidence: [String]
    }

    /// What `LineStore.lines` says; nothing of a removed peer.
    struct Record: Codable, Equatable {
        let opening: String
        let peerOpening: String?
        let held: String?
        let verifiedAt: UInt64?
        let routes: [String]
        let stopped: String?
    }

    /// One statement with its body and its receipt.
    struct Statement: Codable, Equatable {
        let leaf: UInt64
        let messageID: String
        let side: String
        let stream: String
        let kind: String
        let outcome: String
        let headSize: UInt64
        let storedAt: UInt64
        let body: String?
        let receipt: String?
        let receiptStoredAt: UInt64?
        let erasure: String?
    }

    let node: String
    let lines: [Line]
    let newestRow: Int64
}

extension GoldenContents {
    /// Reads back the lines with these numbers.
    init(of store: SQLiteStore, lines ids: [Int64]) throws {
        node = store.identity.description
        newestRow = try store.newestRow()
        lines = try ids.map { try Line(of: store, LineID(rawValue: $0)) }
    }
}

extension GoldenContents.Line {
    fileprivate init(of store: SQLiteStore, _ line: LineID) throws {
        let (head, state) = (try store.head(of: line), try store.ledgerState(of: line))
        let stored = try store.leaves(of: line, from: 0, limit: StoreLimits.pageRows)
        peer = try store.peer(of: line).description
        record = try store.lines().first { $0.id == line }.map { GoldenContents.Record($0) }
        self.head = [head.origin.description, "\(head.size)", Hex.encode(head.root.bytes), "\(head.issuedAt)"]
        leaves = stored.map { "\($0.type) \(Hex.encode($0.leafHash.bytes))" }
        statements = try stored.filter { $0.type == .statement }.map { leaf in
            try GoldenContents.Statement(of: store, line, SignedStatement(decoding: leaf.bytes), at: leaf.index)
        }
        tails = Self.text("own", state.ownTails) + Self.text("peer", state.peerTails)
        queued = try store.queuedCount(line: line)
        overdue = try store.overdueCount(line: line, at: UTCTime(milliseconds: UInt64(Int64.max)))
        evidence = try store.evidence(of: line).map { evidence in
            let objects = evidence.objects.map { Hex.encode(Digest.sha256($0).bytes) }
            return ([evidence.reason, "\(evidence.at.milliseconds)"] + objects).joined(separator: " ")
        }
    }

    private static func text(_ side: String, _ tails: [HotlineProtocol.Stream: StreamTail]) -> [String] {
        tails.sorted { $0.key < $1.key }.map { stream, tail in
            "\(side) \(stream) \(Hex.encode(tail.ordinal.epoch.bytes)) \(tail.ordinal.sequence) "
                + Hex.encode(tail.digest.bytes)
        }
    }
}

extension GoldenContents.Record {
    fileprivate init(_ line: LineRecord) {
        opening = Hex.encode(line.opening.leafHash.bytes)
        peerOpening = line.peerOpening.map { Hex.encode($0.leafHash.bytes) }
        held = line.held.map { Hex.encode(Digest.sha256($0.bytes).bytes) }
        verifiedAt = line.verifiedAt?.milliseconds
        routes = line.routes
        stopped = line.stopped.map { "\($0.reason) \($0.at.milliseconds)" }
    }
}

extension GoldenContents.Statement {
    fileprivate init(of store: SQLiteStore, _ line: LineID, _ signed: SignedStatement, at index: UInt64) throws {
        let statement = signed.statement
        let message = try present(
            store.statement(
                line: line, isOwn: statement.sender == store.identity.name, stream: statement.stream,
                ordinal: statement.ordinal))
        leaf = message.leafIndex
        messageID = statement.messageID.description
        side = message.isOwn ? "own" : "peer"
        stream = "\(statement.stream)"
        kind = statement.kind.text
        outcome = Self.text(message.outcome)
        headSize = message.head.size
        storedAt = message.storedAt.milliseconds
        body = try Self.body(store, message)
        receipt = message.receipt.map { Hex.encode(Digest.sha256($0).bytes) }
        receiptStoredAt = message.receiptStoredAt?.milliseconds
        erasure = try store.erasure(of: message.rowID).map { "\($0.leafIndex) \($0.at.milliseconds) \($0.reason)" }
        guard leaf == index, message.signed.bytes == signed.bytes else { throw Absent() }
    }

    private static func text(_ outcome: StoredOutcome) -> String {
        switch outcome {
        case .delivered: "delivered"
        case .refused(let code): "refused \(code.rawValue)"
        case .repeated: "repeated"
        case .elsewhere: "elsewhere"
        }
    }

    /// Salt, size and digest of the content, which were compared with the statement's digest when it was read.
    private static func body(_ store: SQLiteStore, _ message: StoredMessage) throws -> String? {
        try store.body(of: message.rowID).map { body in
            "\(Hex.encode(body.salt)) \(body.content.count) \(Hex.encode(Digest.sha256(body.content).bytes))"
        }
    }
}
