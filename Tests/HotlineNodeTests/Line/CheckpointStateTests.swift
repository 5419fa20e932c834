import HotlineProtocol
import Testing

@testable import HotlineNode

@Suite("When checkpoints are exchanged")
struct CheckpointStateTests {
    private func at(_ seconds: Int) -> MonotonicTime { MonotonicTime(sinceStart: .seconds(seconds)) }

    @Test("one is due where none was sent, and an hour after the last")
    func due() {
        var state = CheckpointState()
        let hour = Timeouts().checkpoint
        #expect(hour == .seconds(3600))
        #expect(state.isDue(at: at(0), every: hour))
        state.lastAt = at(10)
        #expect(!state.isDue(at: at(3609), every: hour))
        #expect(state.isDue(at: at(3610), every: hour))
    }

    @Test("a burst is answered at once, the rest at its pace, and a quiet time gives the burst again")
    func pace() {
        var pace = CheckpointPace()
        let now = at(1000)
        let answers = (0..<Limits.checkpointBurst + 3).map { _ in pace.next(at: now, pause: .seconds(1)) }
        #expect(answers.prefix(Limits.checkpointBurst).allSatisfy { $0 == now })
        #expect(Array(answers.suffix(3)) == [at(1001), at(1002), at(1003)])
        let later = at(2000)
        #expect((0..<Limits.checkpointBurst).allSatisfy { _ in pace.next(at: later, pause: .seconds(1)) == later })
    }
}
