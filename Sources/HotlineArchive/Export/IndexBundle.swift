internal import CBOR
internal import HotlineAudit
internal import HotlineCrypto

/// What the index says of the entries of one bundle: the types of the leaves, the rows of the statements, and the heads that
/// end within the bundle.
struct IndexBundle: Equatable {
    /// The row of a statement, and whether its body is in the export.
    struct Row: Equatable {
        let row: AuditRow
        let hasBody: Bool
    }

    var types: [UInt8] = []
    /// One for each leaf; nil for those that are no statements.
    var rows: [Row?] = []
    var heads: [AuditHead] = []

    var bytes: [UInt8] {
        ExportCoding.seal(
            .array([.bytes(types), .array(rows.map { $0.map(Self.value) ?? .null }), .array(heads.map(Self.value))]))
    }

    private static func value(_ head: AuditHead) -> CBORValue {
        .array([.unsigned(head.size), .bytes(head.root), .unsigned(head.issuedAt)])
    }

    private static func value(_ entry: Row) -> CBORValue {
        let row = entry.row
        return .array([
            .bool(row.isOwn), .text(row.channel), .unsigned(UInt64(row.precedence)), .bytes(row.epoch),
            .unsigned(row.sequence), .bytes(row.digest), .bytes(row.messageID), .text(row.kind),
            ExportCoding.optional(row.inReplyTo), .unsigned(row.headSize), .unsigned(UInt64(row.outcome)),
            ExportCoding.optional(row.refusalCode), CBORValue(integer: row.storedAt),
            ExportCoding.optional(time: row.awaitedUntil), ExportCoding.optional(row.receipt),
            ExportCoding.optional(time: row.receiptStoredAt), ExportCoding.optional(time: row.erasedAt),
            .bool(entry.hasBody), .array(kept(row.formerReceipts).flatMap(value)),
        ])
    }

    /// The first receipts, which say when the peer had the statement first, and the last ones.
    private static func kept(_ former: [AuditFormerReceipt]) -> [AuditFormerReceipt] {
        let half = ArchiveLimits.formerReceipts / 2
        if former.count <= 2 * half { return former }
        return Array(former.prefix(half) + former.suffix(half))
    }

    private static func value(_ former: AuditFormerReceipt) -> [CBORValue] {
        [.bytes(former.receipt), CBORValue(integer: former.storedAt)]
    }
}

extension IndexBundle {
    /// Reads the bundle of the leaves from `first`, `count` of them.
    init(decoding bytes: [UInt8], first: UInt64, count: Int, path: String) throws(ExportError) {
        let value = try ExportCoding.value(bytes, limit: ArchiveLimits.indexBytes, path)
        guard let parts = value.asArray, parts.count == 3, let types = parts[0].asBytes, types.count == count,
            let rows = parts[1].asArray, rows.count == count, let heads = parts[2].asArray, heads.count <= count
        else { throw .malformed(path, "it is not the index of \(count) entries") }
        self.types = types
        self.rows = try rows.map { value throws(ExportError) in value.isNull ? nil : try Self.row(value, path) }
        self.heads = try heads.map { value throws(ExportError) in try Self.head(value, path) }
        let sizes = [first] + self.heads.map(\.size)
        guard zip(sizes, sizes.dropFirst()).allSatisfy(<), self.heads.allSatisfy({ $0.size <= first + UInt64(count) })
        else { throw .malformed(path, "its heads are not in order") }
    }

    private static func head(_ value: CBORValue, _ path: String) throws(ExportError) -> AuditHead {
        guard let parts = value.asArray, parts.count == 3, let size = parts[0].asUInt64, let root = parts[1].asBytes,
            root.count == Digest.byteCount, let issuedAt = parts[2].asUInt64
        else { throw .malformed(path, "a head is malformed") }
        return AuditHead(size: size, root: root, issuedAt: issuedAt)
    }

    private static func row(_ value: CBORValue, _ path: String) throws(ExportError) -> Row {
        guard let parts = value.asArray, parts.count == 19, let isOwn = parts[0].asBool, let channel = parts[1].asText,
            let precedence = parts[2].asUInt64.flatMap(UInt8.init(exactly:)), let epoch = parts[3].asBytes,
            let sequence = parts[4].asUInt64, let digest = parts[5].asBytes, let messageID = parts[6].asBytes,
            let kind = parts[7].asText, let headSize = parts[9].asUInt64,
            let outcome = parts[10].asUInt64.flatMap(UInt8.init(exactly:)), let storedAt = parts[12].asInt64,
            let hasBody = parts[17].asBool
        else { throw .malformed(path, "a row is malformed") }
        let row = AuditRow(
            isOwn: isOwn, channel: channel, precedence: precedence, epoch: epoch, sequence: sequence, digest: digest,
            messageID: messageID, kind: kind, inReplyTo: try ExportCoding.bytes(parts[8], path), headSize: headSize,
            outcome: outcome, refusalCode: try ExportCoding.text(parts[11], path), storedAt: storedAt,
            awaitedUntil: try ExportCoding.time(parts[13], path), receipt: try ExportCoding.bytes(parts[14], path),
            receiptStoredAt: try ExportCoding.time(parts[15], path), erasedAt: try ExportCoding.time(parts[16], path),
            formerReceipts: try former(parts[18], path))
        return Row(row: row, hasBody: hasBody)
    }

    /// Receipts and times in turn.
    private static func former(_ value: CBORValue, _ path: String) throws(ExportError) -> [AuditFormerReceipt] {
        guard let parts = value.asArray, parts.count <= 2 * ArchiveLimits.formerReceipts, parts.count % 2 == 0 else {
            throw .malformed(path, "the former receipts of a row are malformed")
        }
        return try stride(from: 0, to: parts.count, by: 2).map { index throws(ExportError) in
            guard let receipt = parts[index].asBytes, let time = parts[index + 1].asInt64 else {
                throw .malformed(path, "a former receipt is malformed")
            }
            return AuditFormerReceipt(receipt: receipt, storedAt: time)
        }
    }
}

/// Checkpoints of one log, in order of size.
enum HistoryBundle {
    static func encode(_ checkpoints: some Collection<AuditCheckpoint>) -> [UInt8] {
        ExportCoding.seal(.array(checkpoints.map(value)))
    }

    private static func value(_ checkpoint: AuditCheckpoint) -> CBORValue {
        .array([
            .unsigned(checkpoint.size), .bytes(checkpoint.root), .bytes(checkpoint.note),
            CBORValue(integer: checkpoint.storedAt), ExportCoding.optional(time: checkpoint.cosignedAt),
        ])
    }

    static func decode(
        _ bytes: [UInt8], origin: String, count: Int, path: String
    ) throws(ExportError) -> [AuditCheckpoint] {
        let value = try ExportCoding.value(bytes, limit: ArchiveLimits.historyBytes, path)
        guard let items = value.asArray, items.count == count else {
            throw .malformed(path, "it does not have \(count) checkpoints")
        }
        let checkpoints = try items.map { item throws(ExportError) in try checkpoint(item, origin, path) }
        guard zip(checkpoints, checkpoints.dropFirst()).allSatisfy({ $0.size < $1.size }) else {
            throw .malformed(path, "its checkpoints are not in order")
        }
        return checkpoints
    }

    private static func checkpoint(
        _ item: CBORValue, _ origin: String, _ path: String
    ) throws(ExportError) -> AuditCheckpoint {
        guard let parts = item.asArray, parts.count == 5, let size = parts[0].asUInt64, size > 0,
            let root = parts[1].asBytes,
            let note = parts[2].asBytes, let storedAt = parts[3].asInt64
        else { throw .malformed(path, "a checkpoint is malformed") }
        return AuditCheckpoint(
            origin: origin, size: size, root: root, note: note, storedAt: storedAt,
            cosignedAt: try ExportCoding.time(parts[4], path))
    }
}
