internal import HotlineProtocol
internal import HotlineStore

/// Credit against space (invariant 7): a line's peer is granted credit only while the disk has room for all of it, beside
/// what was granted to the peers of other lines, and a floor that nothing granted may touch.
///
/// A value without disk: it is told how many bytes are free whenever it is asked.
struct SpaceMachine {
    /// Lines whose peers hold a grant; a line's sessions share one.
    private var granted: Set<LineID> = []
    /// Lines whose peers were granted nothing and are to be asked for again.
    private var waiting: Set<LineID> = []
    /// Whether there is too little space for what is granted, or for a line that waits.
    private(set) var isShort = false

    /// What a line's peer is granted now: all of it or nothing.
    mutating func credit(for line: LineID, free: UInt64) -> Credit {
        let hasRoom = free >= Self.needed(lines: granted.union([line]).count, isShort: isShort)
        if hasRoom {
            granted.insert(line)
            waiting.remove(line)
        } else {
            waiting.insert(line)
        }
        look(free: free)
        return hasRoom ? .full : .none
    }

    /// The line has no session any more that was granted something.
    mutating func release(_ line: LineID) { granted.remove(line) }

    /// The line has no session any more that waits for a grant.
    mutating func forget(_ line: LineID) { waiting.remove(line) }

    /// The space has changed, as it does by itself.
    mutating func look(free: UInt64) {
        let lines = max(granted.count, 1)
        isShort = !waiting.isEmpty || free < Self.needed(lines: lines, isShort: isShort)
    }

    /// Bytes that must be free while so many lines hold a grant. Once there was too little it takes some more, so that a
    /// disk at the limit does not turn it on and off.
    static func needed(lines: Int, isShort: Bool) -> UInt64 {
        let grants = UInt64(lines) * Limits.creditBytes
        return UInt64(StoreLimits.grantFloorBytes + (isShort ? StoreLimits.grantMarginBytes : 0)) + grants
    }
}
