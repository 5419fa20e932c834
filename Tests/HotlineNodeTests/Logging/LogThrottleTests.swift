import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("Bounded records")
struct LogThrottleTests {
    private func at(_ seconds: Int) -> MonotonicTime { HotlineTestSupport.Sample.start + .seconds(seconds) }

    @Test("the first record is written at once, the rest of the interval counted, and the count stands in the next")
    func counting() {
        var throttle = LogThrottle(burst: 1, interval: .seconds(60))
        #expect(throttle.admit("a", at: at(0)) == 0)
        for second in 1..<60 { #expect(throttle.admit("a", at: at(second)) == nil) }
        #expect(throttle.admit("a", at: at(60)) == 59)
        #expect(throttle.admit("a", at: at(61)) == nil)
        #expect(throttle.admit("a", at: at(500)) == 1)
    }

    @Test("kinds do not take each other's place")
    func kinds() {
        var throttle = LogThrottle(burst: 1, interval: .seconds(60))
        #expect(throttle.admit("a", at: at(0)) == 0)
        #expect(throttle.admit("b", at: at(1)) == 0)
        #expect(throttle.admit("a", at: at(2)) == nil)
    }

    @Test("of a million events in an hour as many records are written as the burst allows", arguments: [1, 10])
    func bound(burst: Int) {
        var throttle = LogThrottle(burst: burst, interval: .seconds(60))
        var (written, counted) = (0, 0)
        for event in 0..<100_000 {
            guard let leftOut = throttle.admit("a", at: at(event * 3600 / 100_000)) else { continue }
            written += 1
            counted += leftOut + 1
        }
        #expect(written == 60 * burst)
        #expect(counted <= 100_000 && counted > 98_000)
    }
}
