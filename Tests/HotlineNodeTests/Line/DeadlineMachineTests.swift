import HotlineProtocol
import HotlineStore
import Testing

@testable import HotlineNode

/// The awaited messages of a store, two clocks and the machine. Times are seconds; the wall clock is at 100,000 when the
/// monotonic one starts.
private struct Watched {
    var awaited: [AwaitedPosition] = []
    var newestRow: Int64 = 0
    /// How far the wall clock was set forward, or back.
    var shift: Double = 0
    private(set) var machine: DeadlineMachine

    init() {
        machine = DeadlineMachine(newestRow: 0, utc: Self.utc(0), now: Self.monotonic(0))
    }

    static func utc(_ seconds: Double) -> UTCTime { UTCTime(milliseconds: UInt64((100_000 + seconds) * 1000)) }

    static func monotonic(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(sinceStart: .milliseconds(Int64(seconds * 1000)))
    }

    /// A message is stored and is to be acknowledged within some seconds, counted by the wall clock as it then stands.
    mutating func store(at seconds: Double, within limit: Double) {
        newestRow += 1
        awaited.append(AwaitedPosition(due: Self.utc(seconds + shift + limit), rowID: newestRow))
    }

    /// An answer came.
    mutating func acknowledge(_ rows: Int64...) { awaited.removeAll { rows.contains($0.rowID) } }

    /// The process ends and begins again on the same store.
    mutating func restart(at seconds: Double) {
        let (utc, now) = (Self.utc(seconds + shift), Self.monotonic(seconds))
        machine = DeadlineMachine(newestRow: newestRow, utc: utc, now: now)
    }

    /// One look at the store: the rows that are raised, and when the next message is due, in monotonic seconds.
    mutating func look(at seconds: Double) -> (raised: [Int64], next: Double?) {
        let arrived = next(after: .start, in: machine.arrivals(upTo: newestRow))
        machine.begin(
            newestRow: newestRow, earliest: arrived, utc: Self.utc(seconds + shift), now: Self.monotonic(seconds))
        var (raised, waits): ([Int64], [Double]) = ([], [])
        while let question = machine.question {
            let found = next(after: question.position, in: question.rows)
            switch machine.answer(found) {
            case .raise: raised += [found?.rowID ?? 0]
            case .wait(let until): waits += [until.sinceStart / .seconds(1)]
            case .nothing: #expect(found == nil)
            }
        }
        return (raised, waits.min())
    }

    private func next(after position: AwaitedPosition, in rows: RowSpan) -> AwaitedPosition? {
        awaited.filter { $0 > position && $0.rowID > rows.after && $0.rowID <= rows.through }.min()
    }
}

@Suite("Deadlines of acknowledgements")
struct DeadlineMachineTests {
    @Test("a message is waited for, raised once when it is due, and forgotten when it is acknowledged")
    func oneByOne() {
        var watched = Watched()
        #expect(watched.look(at: 0) == ([], nil))
        watched.store(at: 1, within: 60)
        watched.store(at: 1, within: 10)
        #expect(watched.look(at: 1) == ([], 11))
        #expect(watched.look(at: 10.999) == ([], 11))
        #expect(watched.look(at: 11) == ([2], 61))
        #expect(watched.look(at: 12) == ([], 61))
        watched.acknowledge(1)
        #expect(watched.look(at: 13) == ([], nil))
        #expect(watched.look(at: 70) == ([], nil))
    }

    @Test("after 1,001 messages that are due and stay unacknowledged the next one is raised like the first")
    func many() {
        var watched = Watched()
        for _ in 0..<1001 { watched.store(at: 0, within: 60) }
        #expect(watched.look(at: 1) == ([], 60))
        #expect(watched.look(at: 60) == (Array(1...1001), nil))
        watched.store(at: 70, within: 5)
        #expect(watched.look(at: 70) == ([], 75))
        #expect(watched.look(at: 75) == ([1002], nil))
        #expect(watched.look(at: 76) == ([], nil))
    }

    @Test("messages that are due in the same millisecond are raised each")
    func sameTime() {
        var watched = Watched()
        watched.store(at: 0, within: 5)
        watched.store(at: 1, within: 4)
        #expect(watched.look(at: 1) == ([], 5))
        #expect(watched.look(at: 5) == ([1, 2], nil))
    }

    @Test("what a slow commit brings after later ones were raised is raised at once, and nothing twice")
    func slowCommit() {
        var watched = Watched()
        watched.store(at: 0, within: 10)
        #expect(watched.look(at: 10) == ([1], nil))
        watched.store(at: 2, within: 3)
        watched.store(at: 2, within: 60)
        #expect(watched.look(at: 11) == ([2], 62))
        #expect(watched.look(at: 62) == ([3], nil))
    }

    @Test("the wall clock set back by an hour delays no alarm and repeats none")
    func setBack() {
        var watched = Watched()
        for limit in [10.0, 60, 90] { watched.store(at: 0, within: limit) }
        #expect(watched.look(at: 10) == ([1], 60))
        watched.shift = -3600
        #expect(watched.look(at: 20) == ([], 60))
        // Stored by the new clock, due before and between the others, and by the old clock's reading long overdue.
        watched.store(at: 21, within: 30)
        watched.store(at: 22, within: 48)
        #expect(watched.look(at: 22) == ([], 51))
        #expect(watched.look(at: 51) == ([4], 60))
        #expect(watched.look(at: 60) == ([2], 70))
        #expect(watched.look(at: 70) == ([5], 90))
        #expect(watched.look(at: 90) == ([3], nil))
        // An hour later the wall clock comes to the deadlines of the old time again.
        #expect(watched.look(at: 3600) == ([], nil))
        #expect(watched.look(at: 3700) == ([], nil))
    }

    @Test("the clock set back is noticed too where the first look after it is due to a message")
    func setBackUnseen() {
        var watched = Watched()
        watched.store(at: 0, within: 60)
        #expect(watched.look(at: 0) == ([], 60))
        watched.shift = -3600
        watched.store(at: 30, within: 20)
        #expect(watched.look(at: 30) == ([], 50))
        #expect(watched.look(at: 60) == ([1, 2], nil))
    }

    @Test("the wall clock set forward by years raises what is due by it, and afterwards counts as before")
    func setForward() {
        var watched = Watched()
        let years = 5 * 365 * 86_400.0
        watched.store(at: 0, within: 60)
        #expect(watched.look(at: 1) == ([], 60))
        watched.shift = years
        #expect(watched.look(at: 2) == ([1], nil))
        watched.store(at: 3, within: 60)
        #expect(watched.look(at: 3) == ([], 63))
        watched.shift = 0
        #expect(watched.look(at: 4) == ([], 63))
        watched.store(at: 5, within: 30)
        #expect(watched.look(at: 5) == ([], 35))
        #expect(watched.look(at: 35) == ([3], 63))
        #expect(watched.look(at: 63) == ([2], nil))
        #expect(watched.look(at: 1000) == ([], nil))
    }

    @Test("a restart raises again what is still overdue, and waits for the rest by the wall clock")
    func restart() {
        var watched = Watched()
        for limit in [10.0, 20, 60] { watched.store(at: 0, within: limit) }
        #expect(watched.look(at: 20) == ([1, 2], 60))
        watched.acknowledge(1)
        watched.restart(at: 30)
        #expect(watched.look(at: 30) == ([2], 60))
        watched.shift = -100
        watched.restart(at: 40)
        #expect(watched.look(at: 40) == ([], 120))
    }

    @Test("a clock that is corrected by less than the tolerance makes an alarm early by that much at most")
    func slewed() {
        var watched = Watched()
        #expect(watched.look(at: 0) == ([], nil))
        watched.shift = -0.9
        watched.store(at: 10, within: 60)
        #expect(watched.look(at: 10) == ([], 69.1))
        #expect(watched.look(at: 69) == ([], 69.1))
        #expect(watched.look(at: 69.2) == ([1], nil))
    }

    @Test("a clock set back many times over delays no alarm")
    func manySetBacks() {
        var watched = Watched()
        let steps = DeadlineMachine.maximumStretches * 3
        var raised: Set<Int64> = []
        for step in 0..<steps {
            watched.shift = Double(step) * -3600
            watched.store(at: Double(step), within: 100)
            raised.formUnion(watched.look(at: Double(step)).raised)
        }
        for step in 0..<steps {
            raised.formUnion(watched.look(at: Double(step + 100)).raised)
            #expect(raised.isSuperset(of: 1...Int64(step + 1)))
        }
        #expect(watched.look(at: 200) == ([], nil))
    }

    @Test("the limits of both clocks' numbers trap nothing")
    func extremes() {
        let far = AwaitedPosition(due: UTCTime(milliseconds: .max), rowID: .max)
        var machine = DeadlineMachine(newestRow: .max, utc: UTCTime(milliseconds: 0), now: Watched.monotonic(0))
        machine.begin(newestRow: .max, earliest: nil, utc: UTCTime(milliseconds: .max), now: Watched.monotonic(1))
        #expect(machine.answer(far) == .raise)
        machine.begin(newestRow: .max, earliest: far, utc: UTCTime(milliseconds: 0), now: Watched.monotonic(1e9))
        #expect(machine.question != nil)
        #expect(machine.answer(nil) == .nothing)
    }
}
