internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport
internal import Logging
internal import Synchronization

/// What the lines of a node share.
struct LineContext: Sendable {
    let local: KeyLine
    let key: SigningKey
    let store: SQLiteStore
    let commits: CommitService
    let policy: StatementPolicy
    let events: EventHub
    let clock: NodeClock
    let timeouts: Timeouts
    /// Whether a line of which this node's database is an older copy recovers without being told to.
    var recoversAutomatically = false
    /// Is told where peers may come from.
    var admission = Admission()
    /// Says what peers may be granted.
    var space = SpaceReserve.unlimited
    /// 0 to 1, by which two nodes that fail together do not dial together for ever; nothing secret hangs on it.
    var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }
    let sessionNumbers = SessionNumbers()
    let spools: SpoolNumbers
    let logger: Logger
}

/// Numbers the spools of all lines, on from the store's last.
final class SpoolNumbers: Sendable {
    private let last: Mutex<SpoolID>

    init(after last: SpoolID) {
        self.last = Mutex(last)
    }

    func next() -> SpoolID {
        last.withLock { last in
            last = SpoolID(rawValue: last.rawValue + 1)
            return last
        }
    }
}

/// Numbers the sessions of all lines, so that no event of one is ever taken for another's.
final class SessionNumbers: Sendable {
    private let last = Mutex<UInt64>(0)

    func next() -> UInt64 {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
