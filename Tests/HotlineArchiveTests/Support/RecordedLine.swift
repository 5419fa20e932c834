import HotlineAudit
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineTestSupport
import TransparencyLog

/// Two parties that talk, and what each of them stores of it.
struct RecordedLine {
    private var one: MemoryParty
    private var other: MemoryParty
    private(set) var sources: [MemorySource]
    private var clock: UInt64 = 1_795_298_700_000
    private var number: UInt64 = 0

    init() throws {
        (one, other) = try newParties()
        sources = try [one, other].map { try MemorySource(opening: $0) }
        try connect(&one, &other)
    }

    var alpha: MemorySource { sources[0] }
    var beta: MemorySource { sources[1] }

    /// Lets one side say so many messages, each with a body of its own; they are carried over and receipted.
    mutating func say(_ count: Int, from side: Int = 0, body: [UInt8]? = nil) throws {
        for _ in 0..<count {
            number += 1
            var submission = try Sample.submission(number)
            if let body { submission.body = try Sample.body(body) }
            submit(submission, side)
        }
        try exchange()
    }

    /// Lets a side say something that is not sent.
    mutating func keepBack(_ count: Int, from side: Int = 0) throws {
        for _ in 0..<count {
            number += 1
            submit(try Sample.submission(number), side)
        }
        try commit(side)
    }

    private mutating func exchange() throws {
        var isQuiet = false
        while !isQuiet {
            let hasCommitted = [try commit(0), try commit(1)].contains(true)
            let out = try carry(from: &one, to: &other)
            let back = try carry(from: &other, to: &one)
            isQuiet = !hasCommitted && out.isEmpty && back.isEmpty
        }
    }

    @discardableResult
    private mutating func commit(_ side: Int) throws -> Bool {
        clock += 1500
        let time = UTCTime(milliseconds: clock)
        guard let durable = try side == 0 ? one.commit(at: time) : other.commit(at: time) else { return false }
        try sources[side].take(durable, of: side == 0 ? one : other)
        return true
    }

    private mutating func submit(_ submission: Submission, _ side: Int) {
        if side == 0 { one.submit(submission) } else { other.submit(submission) }
    }
}

extension MemorySource {
    init(opening party: MemoryParty) throws {
        log = AuditLog(
            id: 1, origin: party.opening.origin.description, owner: party.identity.line.description,
            peer: party.peer.description, size: 1, peerOpening: nil, held: nil, predecessor: nil, isSucceeded: false,
            stoppedReason: nil)
        leaves = [AuditLeaf(index: 0, type: 0, bytes: party.opening.bytes, row: nil)]
        hashes = [party.opening.leafHash]
        heads = [AuditHead(size: 1, root: party.opening.leafHash.bytes, issuedAt: party.head.issuedAt)]
    }

    /// Takes a commit as a store would.
    mutating func take(_ durable: DurableBatch, of party: MemoryParty) throws {
        let batch = durable.batch
        for entry in batch.entries { take(entry, batch) }
        hashes += batch.hashes
        if !batch.entries.isEmpty {
            heads.append(AuditHead(size: batch.head.size, root: batch.head.root.bytes, issuedAt: batch.head.issuedAt))
        }
        for record in batch.receipts { take(record, at: batch.time) }
        log = AuditLog(
            id: 1, origin: log.origin, owner: log.owner, peer: log.peer, size: batch.head.size,
            peerOpening: party.peerOpening?.bytes, held: batch.held?.bytes ?? log.held, predecessor: nil,
            isSucceeded: false, stoppedReason: nil)
    }

    private mutating func take(_ entry: LogEntry, _ batch: LogBatch) {
        switch entry.content {
        case .opening: break
        case .peerHead: leaves.append(AuditLeaf(index: entry.index, type: 2, bytes: entry.bytes, row: nil))
        case .erasure: leaves.append(AuditLeaf(index: entry.index, type: 3, bytes: entry.bytes, row: nil))
        case .own(let signed, let body): take(signed, body, entry.index, batch, isOwn: true)
        case .peer(let verified, .delivered(let body)): take(verified.signed, body, entry.index, batch, isOwn: false)
        case .peer(let verified, _): take(verified.signed, nil, entry.index, batch, isOwn: false)
        }
    }

    private mutating func take(
        _ signed: SignedStatement, _ body: KeptBody?, _ index: UInt64, _ batch: LogBatch, isOwn: Bool
    ) {
        if case .whole(let body)? = body { bodies[index] = body }
        let row = AuditRow(signed, isOwn: isOwn, headSize: batch.head.size, storedAt: Int64(batch.time.milliseconds))
        leaves.append(AuditLeaf(index: index, type: 1, bytes: signed.bytes, row: row))
        let before = streams.firstIndex {
            $0.isOwn == isOwn && $0.channel == row.channel && $0.precedence == row.precedence
        }.map { streams.remove(at: $0) }
        streams.append(
            AuditStream(
                isOwn: isOwn, channel: row.channel, precedence: row.precedence, last: index,
                lastReceipted: before?.lastReceipted))
    }

    private mutating func take(_ record: ReceiptRecord, at time: UTCTime) {
        guard let receipt = try? record.receipt.receipt().bytes else { return }
        for index in leaves.indices {
            guard let row = leaves[index].row, row.isOwn, row.epoch == record.ordinal.epoch.bytes,
                row.sequence == record.ordinal.sequence, row.channel == record.stream.channel.text,
                row.precedence == record.stream.precedence.rawValue
            else { continue }
            change(index) { $0.with(receipt: receipt, storedAt: Int64(time.milliseconds)) }
            let stream = streams.firstIndex { $0.isOwn && $0.channel == row.channel && $0.precedence == row.precedence }
            guard let stream else { continue }
            let before = streams[stream]
            streams[stream] = AuditStream(
                isOwn: true, channel: before.channel, precedence: before.precedence, last: before.last,
                lastReceipted: max(before.lastReceipted ?? 0, UInt64(index)))
        }
    }

    /// Changes what the index says of a leaf.
    mutating func change(_ index: Int, _ change: (AuditRow) -> AuditRow) {
        let leaf = leaves[index]
        leaves[index] = AuditLeaf(index: leaf.index, type: leaf.type, bytes: leaf.bytes, row: leaf.row.map(change))
    }
}

extension AuditRow {
    init(_ signed: SignedStatement, isOwn: Bool, headSize: UInt64, storedAt: Int64) {
        let statement = signed.statement
        self.init(
            isOwn: isOwn, channel: statement.stream.channel.text, precedence: statement.stream.precedence.rawValue,
            epoch: statement.ordinal.epoch.bytes, sequence: statement.ordinal.sequence, digest: signed.digest.bytes,
            messageID: statement.messageID.bytes, kind: statement.kind.text, inReplyTo: statement.inReplyTo?.bytes,
            headSize: headSize, outcome: 0, refusalCode: nil, storedAt: storedAt, awaitedUntil: nil, receipt: nil,
            receiptStoredAt: nil, erasedAt: nil)
    }

    func with(receipt: [UInt8]? = nil, storedAt time: Int64? = nil, erasedAt: Int64? = nil) -> AuditRow {
        AuditRow(
            isOwn: isOwn, channel: channel, precedence: precedence, epoch: epoch, sequence: sequence, digest: digest,
            messageID: messageID, kind: kind, inReplyTo: inReplyTo, headSize: headSize, outcome: outcome,
            refusalCode: refusalCode, storedAt: storedAt, awaitedUntil: awaitedUntil, receipt: receipt ?? self.receipt,
            receiptStoredAt: time ?? receiptStoredAt, erasedAt: erasedAt ?? self.erasedAt)
    }
}
