internal import CBOR
internal import HotlineAudit
internal import HotlineProtocol

/// What `export.cbor` says: which logs there are.
struct ExportManifest: Equatable {
    static let format = "hotline-export"
    static let version: UInt64 = 1

    /// The logs' ids, each line's oldest first; their directories have these names.
    let logs: [String]

    var bytes: [UInt8] {
        ExportCoding.seal(
            .map([1: .text(Self.format), 2: .unsigned(Self.version), 3: .array(logs.map { .text($0) })]))
    }

    init(logs: [String]) {
        self.logs = logs
    }

    init(decoding bytes: [UInt8], path: String) throws(ExportError) {
        let map = try ExportCoding.map(bytes, count: 3...3, limit: ArchiveLimits.manifestBytes, path)
        guard map[1]?.asText == Self.format else { throw .malformed(path, "it is no list of logs of an export") }
        guard map[2]?.asUInt64 == Self.version else { throw .malformed(path, "its version is not known here") }
        let logs = map[3]?.asArray?.compactMap(\.asText) ?? []
        guard logs.count == map[3]?.asArray?.count, (1...ArchiveLimits.logs).contains(logs.count),
            Set(logs).count == logs.count, logs.allSatisfy(ExportCoding.isLogID)
        else { throw .malformed(path, "its list of logs is not one") }
        self.logs = logs
    }
}

/// What `log.cbor` says of a log.
struct ExportDescription: Equatable {
    /// Checkpoints of one log in the history.
    struct History: Hashable {
        let origin: String
        let count: UInt64
    }

    var origin: String
    var owner: String
    var peer: String
    var size: UInt64
    var peerOpening: [UInt8]?
    var held: [UInt8]?
    var formerPeerLogs: [AuditPeerLog] = []
    var predecessor: String?
    var isSucceeded: Bool
    /// Whether the file `checkpoint` is there.
    var hasCheckpoint: Bool
    var stopped: String?
    var streams: [AuditStream]
    var history: [History]

    var bytes: [UInt8] {
        var map = CBORMap()
        map[1] = .text(origin)
        map[2] = .text(owner)
        map[3] = .text(peer)
        map[4] = .unsigned(size)
        map[5] = peerOpening.map { .bytes($0) }
        map[6] = held.map { .bytes($0) }
        map[7] = predecessor.map { .text($0) }
        map[8] = stopped.map { .text($0) }
        map[9] = .array(streams.map(Self.value))
        map[10] = .array(history.map { .array([.text($0.origin), .unsigned($0.count)]) })
        map[11] = .bool(isSucceeded)
        map[12] = .bool(hasCheckpoint)
        if !formerPeerLogs.isEmpty { map[13] = .array(formerPeerLogs.map(Self.value)) }
        return ExportCoding.seal(.map(map))
    }

    private static func value(_ log: AuditPeerLog) -> CBORValue {
        .array([.bytes(log.opening), ExportCoding.optional(log.held), CBORValue(integer: log.succeededAt)])
    }

    private static func value(_ stream: AuditStream) -> CBORValue {
        .array([
            .bool(stream.isOwn), .text(stream.channel), .unsigned(UInt64(stream.precedence)), .unsigned(stream.last),
            ExportCoding.optional(stream.lastReceipted),
        ])
    }
}

extension ExportDescription {
    init(decoding bytes: [UInt8], path: String) throws(ExportError) {
        let map = try ExportCoding.map(bytes, count: 8...13, limit: ArchiveLimits.descriptionBytes, path)
        let known = Set((1...13).map { CBORValue($0) })
        guard map.entries.allSatisfy({ known.contains($0.key) }), let origin = map[1]?.asText,
            LogOrigin(origin) != nil, let owner = map[2]?.asText, let peer = map[3]?.asText,
            let isSucceeded = map[11]?.asBool, let hasCheckpoint = map[12]?.asBool,
            let size = map[4]?.asUInt64, (1..<1 << 62).contains(size), let streams = map[9]?.asArray,
            streams.count <= 2 * Limits.streams, let history = map[10]?.asArray, history.count <= ArchiveLimits.origins
        else { throw .malformed(path, "a member is missing or malformed") }
        (self.origin, self.owner, self.peer, self.size) = (origin, owner, peer, size)
        peerOpening = try ExportCoding.bytes(map[5], path)
        held = try ExportCoding.bytes(map[6], path)
        predecessor = try ExportCoding.text(map[7], path)
        stopped = try ExportCoding.text(map[8], path)
        formerPeerLogs = try Self.formerPeerLogs(map[13], path)
        (self.isSucceeded, self.hasCheckpoint) = (isSucceeded, hasCheckpoint)
        self.streams = try streams.map { value throws(ExportError) in try Self.stream(value, path) }
        self.history = try history.map { value throws(ExportError) in try Self.history(value, path) }
    }

    /// Absent where there is none.
    private static func formerPeerLogs(_ value: CBORValue?, _ path: String) throws(ExportError) -> [AuditPeerLog] {
        guard let value else { return [] }
        guard let logs = value.asArray, (1...ArchiveLimits.formerPeerLogs).contains(logs.count) else {
            throw .malformed(path, "the peer's former logs are malformed")
        }
        return try logs.map { log throws(ExportError) in
            guard let parts = log.asArray, parts.count == 3, let opening = parts[0].asBytes,
                let time = parts[2].asInt64
            else { throw .malformed(path, "a former log of the peer is malformed") }
            return AuditPeerLog(opening: opening, held: try ExportCoding.bytes(parts[1], path), succeededAt: time)
        }
    }

    private static func stream(_ value: CBORValue, _ path: String) throws(ExportError) -> AuditStream {
        guard let parts = value.asArray, parts.count == 5, let isOwn = parts[0].asBool, let channel = parts[1].asText,
            let precedence = parts[2].asUInt64.flatMap(UInt8.init(exactly:)), let last = parts[3].asUInt64,
            parts[4].isNull || parts[4].asUInt64 != nil
        else { throw .malformed(path, "a stream is malformed") }
        return AuditStream(
            isOwn: isOwn, channel: channel, precedence: precedence, last: last, lastReceipted: parts[4].asUInt64)
    }

    private static func history(_ value: CBORValue, _ path: String) throws(ExportError) -> History {
        guard let parts = value.asArray, parts.count == 2, let origin = parts[0].asText, LogOrigin(origin) != nil,
            let count = parts[1].asUInt64, (1...ArchiveLimits.checkpoints).contains(count)
        else { throw .malformed(path, "the history is malformed") }
        return History(origin: origin, count: count)
    }
}
