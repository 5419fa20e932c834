internal import HotlineProtocol

/// The checkpoints of a period, of the owner's logs and of the peer's.
public struct ReportedCheckpoints: Hashable, Sendable {
    /// One of them.
    public struct Point: Hashable, Sendable {
        /// The log, by its origin.
        public let origin: String
        /// Whether it is a log of the owner.
        public let isOwn: Bool
        /// The number of leaves.
        public let size: UInt64
        /// The root.
        public let root: [UInt8]
        /// When the owner kept it; UTC milliseconds.
        public let storedAt: Int64
        /// Whether the other side cosigned it.
        public let isCosigned: Bool
    }

    /// Those of the owner's logs.
    public private(set) var own: UInt64 = 0
    /// Those of them with the peer's cosignature.
    public private(set) var cosigned: UInt64 = 0
    /// Those of the peer's logs.
    public private(set) var peers: UInt64 = 0
    /// The largest of each side in each bucket of the period, in order of time.
    public private(set) var points: [Point] = []
    /// The last of the owner's that is cosigned.
    public private(set) var lastCosigned: Point?

    mutating func take(_ checkpoint: AuditCheckpoint, isOwn: Bool, _ period: ReportPeriod) {
        guard period.contains(checkpoint.storedAt) else { return }
        // The peer's is kept as it came, before this node cosigned it.
        let isCosigned = checkpoint.cosignedAt != nil
        let point = Point(
            origin: checkpoint.origin, isOwn: isOwn, size: checkpoint.size, root: checkpoint.root,
            storedAt: checkpoint.storedAt, isCosigned: isCosigned)
        own += isOwn ? 1 : 0
        peers += isOwn ? 0 : 1
        if isOwn, isCosigned {
            cosigned += 1
            if (lastCosigned?.storedAt ?? .min) <= point.storedAt { lastCosigned = point }
        }
        keep(point, period)
    }

    private mutating func keep(_ point: Point, _ period: ReportPeriod) {
        let bucket = period.bucket(of: point.storedAt)
        let same = points.firstIndex { $0.isOwn == point.isOwn && period.bucket(of: $0.storedAt) == bucket }
        guard let same else { return points.append(point) }
        if (points[same].storedAt, points[same].size) < (point.storedAt, point.size) { points[same] = point }
    }

    mutating func finish() {
        points.sort { ($0.storedAt, $0.size, $0.isOwn ? 0 : 1) < ($1.storedAt, $1.size, $1.isOwn ? 0 : 1) }
    }
}
