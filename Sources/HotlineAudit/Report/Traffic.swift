public import HotlineProtocol

/// How many messages passed when, by who said them and in which stream.
public struct Traffic: Hashable, Sendable {
    /// One side's messages in one stream.
    public struct Row: Hashable, Sendable {
        /// Channel and precedence.
        public let stream: Stream
        /// Whether the log's owner said them.
        public let isOwn: Bool
        /// How many in each bucket of the period.
        public fileprivate(set) var buckets: [UInt64]
        /// How many in all.
        public fileprivate(set) var total: UInt64 = 0
    }

    /// How many messages of one kind each side said.
    public struct Kind: Hashable, Sendable {
        /// The kind.
        public let name: KindName
        /// Said by the log's owner.
        public fileprivate(set) var own: UInt64 = 0
        /// Said by the peer.
        public fileprivate(set) var peers: UInt64 = 0
    }

    /// The most urgent first, then by channel, the owner's before the peer's.
    public private(set) var rows: [Row] = []
    /// By name.
    public private(set) var kinds: [Kind] = []

    /// How many messages there are of one side, or of both.
    public func total(isOwn: Bool? = nil) -> UInt64 {
        rows.filter { isOwn == nil || $0.isOwn == isOwn }.reduce(0) { $0 + $1.total }
    }

    /// Messages that the owner's node refused: they are in its log, in no desk's inbox, and in none of the rows.
    public private(set) var refused: UInt64 = 0
    /// Messages of streams or kinds beyond the limits, which only a source that was made for it has.
    public private(set) var unlisted: UInt64 = 0

    mutating func take(_ message: ReportedMessage, _ period: ReportPeriod) {
        guard message.refusal == nil else { return refused += 1 }
        guard let row = index(of: message.statement.stream, message.isOwn, period),
            let kind = index(of: message.statement.kind)
        else { return unlisted += 1 }
        rows[row].total += 1
        rows[row].buckets[period.bucket(of: message.storedAt)] += 1
        if message.isOwn { kinds[kind].own += 1 } else { kinds[kind].peers += 1 }
    }

    private mutating func index(of stream: Stream, _ isOwn: Bool, _ period: ReportPeriod) -> Int? {
        if let found = rows.firstIndex(where: { $0.stream == stream && $0.isOwn == isOwn }) { return found }
        guard rows.count < ReportLimits.rows else { return nil }
        rows.append(Row(stream: stream, isOwn: isOwn, buckets: Array(repeating: 0, count: period.bucketCount)))
        rows.sort { ($0.stream, $0.isOwn ? 0 : 1) < ($1.stream, $1.isOwn ? 0 : 1) }
        return rows.firstIndex { $0.stream == stream && $0.isOwn == isOwn }
    }

    private mutating func index(of kind: KindName) -> Int? {
        if let found = kinds.firstIndex(where: { $0.name == kind }) { return found }
        guard kinds.count < ReportLimits.kinds else { return nil }
        kinds.append(Kind(name: kind))
        kinds.sort { $0.name.text < $1.name.text }
        return kinds.firstIndex { $0.name == kind }
    }
}
