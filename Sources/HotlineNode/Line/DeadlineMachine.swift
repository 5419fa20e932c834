internal import HotlineProtocol
internal import HotlineStore

/// Decides when a message that nobody acknowledged is overdue. Each is raised once in a process, and again after a restart.
///
/// A look at the store goes: `begin`, then `question` and `answer` in turn until there is no question. What was raised is
/// kept as one position, not as a set: all before it is done with. That holds for statements that were stored while the
/// wall clock went on evenly, which are a stretch of rows. Where the clock was set back, what comes after falls due before
/// what was raised already, and so begins a stretch with a position of its own.
///
/// The wall clock alone would delay the alarms of a stretch when it is set back. So each stretch keeps how far that clock
/// has been ahead of the monotonic one at the most, and counts on from there: a deadline passes by whichever clock comes
/// to it first. A restart forgets this, and only the wall clock is left.
struct DeadlineMachine: Hashable, Sendable {
    /// What to do about one stretch.
    enum Step: Hashable, Sendable {
        /// Raise the alarm for the message of the answer, and ask again.
        case raise
        /// Its next message is due then.
        case wait(until: MonotonicTime)
        /// None of its messages is awaited.
        case nothing
    }

    /// What to ask the store: the message of the rows that is due next after the position.
    struct Question: Hashable, Sendable {
        let position: AwaitedPosition
        let rows: RowSpan
    }

    private struct Stretch: Hashable, Sendable {
        var rows: RowSpan
        var position = AwaitedPosition.start
        /// The wall clock's time at the start of the monotonic one, the greatest that was seen.
        var origin: Duration
    }

    /// Stretches kept at most; beyond that the two oldest become one, whose alarms may come early or twice, never late.
    static let maximumStretches = 8
    /// How far the wall clock may fall behind before it counts as set back. Alarms come early by less than this.
    static let tolerance: Duration = .seconds(1)

    /// Oldest first; the last one takes in what is stored from now on.
    private var stretches: [Stretch]
    private var asked = 0
    private var now: MonotonicTime

    /// Nothing has been raised.
    /// - Parameter newestRow: the newest statement's.
    init(newestRow: Int64, utc: UTCTime, now: MonotonicTime) {
        stretches = [
            Stretch(rows: RowSpan(after: 0, through: newestRow), origin: Self.origin(utc, now))
        ]
        self.now = now
    }

    /// What was stored since the last look, up to a newest row.
    func arrivals(upTo newestRow: Int64) -> RowSpan { RowSpan(after: open.rows.through, through: newestRow) }

    /// Begins a look.
    /// - Parameter earliest: the place of the message that is due first among the arrivals.
    mutating func begin(newestRow: Int64, earliest: AwaitedPosition?, utc: UTCTime, now: MonotonicTime) {
        let origin = Self.origin(utc, now)
        let isSetBack = origin + Self.tolerance < open.origin
        // A commit that took long can bring what is due before something raised meanwhile, with no clock set back.
        if isSetBack || earliest.map({ $0 <= open.position }) ?? false { split(origin) }
        for index in stretches.indices { stretches[index].origin = max(stretches[index].origin, origin) }
        open.rows = RowSpan(after: open.rows.after, through: max(open.rows.through, newestRow))
        (self.now, asked) = (now, 0)
    }

    /// What to ask next; nil when the look is over.
    var question: Question? {
        guard stretches.indices.contains(asked) else { return nil }
        return Question(position: stretches[asked].position, rows: stretches[asked].rows)
    }

    /// Takes the answer to the question.
    mutating func answer(_ next: AwaitedPosition?) -> Step {
        guard stretches.indices.contains(asked) else { return .nothing }
        guard let next else {
            endStretch()
            return .nothing
        }
        let due = MonotonicTime(sinceStart: Self.duration(next.due) - stretches[asked].origin)
        guard due <= now else {
            asked += 1
            return .wait(until: due)
        }
        stretches[asked].position = next
        return .raise
    }

    private var open: Stretch {
        get { stretches[stretches.count - 1] }
        set { stretches[stretches.count - 1] = newValue }
    }

    /// A stretch that takes in no more and has nothing left is forgotten.
    private mutating func endStretch() {
        if asked < stretches.count - 1 {
            stretches.remove(at: asked)
        } else {
            asked += 1
        }
    }

    private mutating func split(_ origin: Duration) {
        let last = open.rows.through
        stretches.append(Stretch(rows: RowSpan(after: last, through: last), origin: origin))
        guard stretches.count > Self.maximumStretches else { return }
        let oldest = stretches.removeFirst()
        stretches[0].rows = RowSpan(after: oldest.rows.after, through: stretches[0].rows.through)
        stretches[0].position = min(oldest.position, stretches[0].position)
        stretches[0].origin = max(oldest.origin, stretches[0].origin)
    }

    private static func origin(_ utc: UTCTime, _ now: MonotonicTime) -> Duration { duration(utc) - now.sinceStart }

    /// A `Duration` holds every time in milliseconds, and sums of them, without overflow.
    private static func duration(_ time: UTCTime) -> Duration {
        .milliseconds(Int64(clamping: time.milliseconds))
    }
}
