internal import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Writes one log. Entries, tiles and index come first, the description and the checkpoint last, so that what they name is
/// there; what an older description named goes only after that.
struct LogExporter {
    /// What was done beside files.
    struct Done {
        var unsigned: String?
        var bodies = 0
        var removed = 0
    }

    let source: any AuditSource
    let log: AuditLog
    let prefix: String
    let folder: ExportFolder
    let drafts: ExportDrafts
    let report: (Exporter.Progress) -> Void

    func run(signer: any CheckpointSigning, origins: [Int64: String]) throws -> Done {
        var bodies = BodyExporter(source: source, log: log, folder: folder, drafts: drafts)
        let streams = try source.streams(of: log)
        let head = try writeTree(&bodies, streams)
        let history = try HistoryExporter(source: source, log: log, files: self).run()
        let checkpoint = try checkpoint(signer, head, history.own)
        var description = description(history.counts, streams, origins)
        description.hasCheckpoint = checkpoint.isThere
        try put(ExportPath.description, description.bytes, isFixed: false)
        try drafts.place()
        if let note = checkpoint.note { try put(ExportPath.checkpoint, note, isFixed: false) }
        try drafts.place()
        var done = Done(unsigned: checkpoint.unsigned)
        try StaleFiles(folder: folder, drafts: drafts, prefix: prefix).remove(size: log.size, history.counts)
        (done.bodies, done.removed) = (bodies.kept, try bodies.removeErased())
        return done
    }

    /// Writes entries, tiles, index and bodies.
    /// - Returns: the newest head, to which the entries lead.
    private func writeTree(_ bodies: inout BodyExporter, _ streams: [AuditStream]) throws -> AuditHead {
        var builder = TileBuilder()
        var heads = HeadReader(source: source, log: log)
        let moment = ReceiptMoment(streams)
        for group in 0..<(log.size + UInt64(ArchiveLimits.tileWidth) - 1) / UInt64(ArchiveLimits.tileWidth) {
            let width = TilePath.width(of: log.size, at: group)
            let leaves = try leaves(of: group, width: width)
            for leaf in leaves {
                for tile in builder.append(MerkleTree.leafHash(leaf.bytes)) { try put(tile.path, tile.bytes) }
            }
            try put(TilePath.entries(group, width: width), EntryBundle.encode(leaves.map(\.bytes)))
            var index = IndexBundle(types: leaves.map(\.type))
            index.rows = try leaves.map { leaf in
                try leaf.row.map { row in
                    IndexBundle.Row(row: moment.row(row, leaf.index), hasBody: try bodies.take(leaf, row))
                }
            }
            index.heads = try heads.upTo(builder.frontier.size)
            try put(TilePath.index(group, width: width), index.bytes, isFixed: false)
            report(Exporter.Progress(log: log.origin, entries: builder.frontier.size, size: log.size))
        }
        for tile in builder.partial { try put(tile.path, tile.bytes) }
        guard let head = heads.last, head.size == log.size, head.root == builder.frontier.root.bytes else {
            throw ExportError.source("the entries of \(log.origin) do not lead to its newest head")
        }
        return head
    }

    private func leaves(of group: UInt64, width: Int) throws -> [AuditLeaf] {
        let first = group * UInt64(ArchiveLimits.tileWidth)
        let leaves = try source.leaves(of: log, from: first, limit: width)
        guard leaves.map(\.index) == Array(first..<first + UInt64(width)) else {
            throw ExportError.source("entries from \(first) of \(log.origin) are missing")
        }
        return leaves
    }

    /// The file `checkpoint` as it is to be.
    private struct CheckpointFile {
        /// A new one; nil leaves what is there.
        var note: [UInt8]?
        var unsigned: String?
        var isThere = false
    }

    private func checkpoint(
        _ signer: any CheckpointSigning, _ head: AuditHead, _ own: [AuditCheckpoint]
    ) throws -> CheckpointFile {
        let former = try folder.contents(of: prefix + ExportPath.checkpoint, limit: ArchiveLimits.checkpointBytes)
        switch try signer.note(of: log, head: head, own: own, former: former) {
        case .signed(let note): return CheckpointFile(note: note, isThere: true)
        case .unsigned(let reason):
            // What was signed before and is stored stands for it; what an earlier export signed may be larger.
            let isNewer = try own.last.map { try $0.size > (former.map(Self.size) ?? 0) } ?? false
            let note = isNewer ? own.last?.note : nil
            return CheckpointFile(note: note, unsigned: reason, isThere: note != nil || former != nil)
        }
    }

    private static func size(_ note: [UInt8]) throws -> UInt64 {
        try Checkpoint(parsing: SignedNote(parsing: note).text).size
    }

    private func description(
        _ history: [ExportDescription.History], _ streams: [AuditStream], _ origins: [Int64: String]
    ) -> ExportDescription {
        ExportDescription(
            origin: log.origin, owner: log.owner, peer: log.peer, size: log.size, peerOpening: log.peerOpening,
            held: log.held, formerPeerLogs: log.formerPeerLogs, predecessor: log.predecessor.flatMap { origins[$0] },
            isSucceeded: log.isSucceeded,
            hasCheckpoint: false, stopped: log.stoppedReason, streams: streams, history: history)
    }

    /// Writes a file of this log unless it is there. One that never changes must be there with the same content.
    func put(_ name: String, _ bytes: [UInt8], isFixed: Bool = true) throws {
        let name = prefix + name
        if let there = try folder.contents(of: name, limit: max(bytes.count, ArchiveLimits.entriesBytes)) {
            if there == bytes { return }
            if isFixed { throw ExportError.otherHistory(folder.full(name)) }
        }
        try drafts.put(name, bytes)
    }
}

/// Leaves out the receipts that came after the moment of which the export is: rows are read one page after another, and
/// receipts of a stream come in order, so that otherwise an earlier statement could seem to have lost its receipt.
struct ReceiptMoment {
    private struct Key: Hashable {
        let channel: String
        let precedence: UInt8
    }

    private var lastReceipted: [Key: UInt64] = [:]

    init(_ streams: [AuditStream]) {
        for stream in streams where stream.isOwn {
            lastReceipted[Key(channel: stream.channel, precedence: stream.precedence)] = stream.lastReceipted
        }
    }

    func row(_ row: AuditRow, _ leaf: UInt64) -> AuditRow {
        let last = lastReceipted[Key(channel: row.channel, precedence: row.precedence)]
        guard row.isOwn, row.presentReceipt != nil, last.map({ leaf > $0 }) ?? true else { return row }
        return row.with(receipt: nil, storedAt: nil, former: row.formerReceipts)
    }
}

/// Reads the heads of a log in order.
struct HeadReader {
    let source: any AuditSource
    let log: AuditLog
    private(set) var last: AuditHead?
    private var waiting: [AuditHead] = []
    private var isAtEnd = false

    init(source: any AuditSource, log: AuditLog) {
        (self.source, self.log) = (source, log)
    }

    /// The next heads, up to that size.
    mutating func upTo(_ size: UInt64) throws -> [AuditHead] {
        var heads: [AuditHead] = []
        while let head = try next(), head.size <= size {
            guard head.size > last?.size ?? 0 else {
                throw ExportError.source("heads of \(log.origin) are not in order")
            }
            heads.append(head)
            last = head
            waiting.removeLast()
        }
        return heads
    }

    private mutating func next() throws -> AuditHead? {
        if waiting.isEmpty, !isAtEnd {
            // The last one first, so that taking one costs nothing.
            waiting = try source.heads(of: log, above: last?.size ?? 0, limit: ArchiveLimits.pageRows).reversed()
            isAtEnd = waiting.isEmpty
        }
        return waiting.last
    }
}
