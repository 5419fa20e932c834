import HotlineControl
import Testing

extension ControlClient {
    /// As `wait`, and again where a slow machine needs longer than one request may take: four minutes in all.
    func wait(patiently id: String, until condition: WaitCondition) async throws -> Message {
        var shown: Message
        var rounds = 4
        repeat {
            let began = ContinuousClock.now
            shown = try await wait(id: id, until: condition)
            // A request that ends before its time has what it waited for.
            if ContinuousClock.now - began < .seconds(ControlLimits.waitSeconds - 1) { return shown }
            rounds -= 1
        } while rounds > 0
        return shown
    }
}

/// Bounds on time as a clock on the wall shows it, on a machine that may do other things too.
enum Rounds {
    /// Passes where one of three rounds takes less than the limit.
    static func expect(within limit: Duration, _ round: () async throws -> Duration) async throws {
        var taken: [Duration] = []
        for _ in 0..<3 where !taken.contains(where: { $0 < limit }) {
            taken.append(try await round())
        }
        #expect(taken.contains { $0 < limit }, "\(taken)")
    }
}
