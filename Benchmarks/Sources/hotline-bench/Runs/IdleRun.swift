import Foundation

/// What a node with many quiet lines takes.
struct IdleRun {
    let bench: Bench

    /// Each line exchanges checkpoints when it connects, and a minute after its start the daemon audits its logs: that is not
    /// what a quiet line takes.
    private static let settling: UInt32 = 90

    func measure() throws -> IdleFigures {
        let lines = bench.options.quick ? min(20, bench.options.idle) : bench.options.idle
        Console.note("making a node with \(lines) lines")
        let star = try Star.running(bench, "idle", lines: lines)
        defer { star.stop() }
        let seconds: UInt32 = bench.options.quick ? 12 : 60
        let settling: UInt32 = bench.options.quick ? 2 : Self.settling
        Console.note("waiting \(settling) s until they are quiet, then watching for \(seconds) s")
        sleep(settling)
        let (before, began) = (ProcessFigures(of: star.hub.processID), Clock.now)
        sleep(seconds)
        let after = ProcessFigures(of: star.hub.processID)
        let passed = Double(Clock.now - began) / 1e9
        return IdleFigures(
            lines: lines, seconds: passed, resident: after.resident, residentPeak: after.residentPeak,
            share: (after.cpu - before.cpu) / passed)
    }
}

struct IdleFigures: Measurement {
    var floors = Floors()
    let lines: Int
    let seconds: Double
    let resident: Int
    let residentPeak: Int
    /// Of one core.
    let share: Double

    var name: String { "idle" }

    var tables: [Table] {
        var table = Table("Quiet lines", ["lines", "RSS", "largest RSS", "of one core"])
        table.rows = [["\(lines)", Shown.bytes(resident), Shown.bytes(residentPeak), Shown.percent(share)]]
        return [table]
    }

    var verdicts: [Verdict] {
        [
            Verdict(
                target: "200 quiet lines: under \(Shown.bytes(Targets.idleBytes))",
                found: "\(Shown.bytes(residentPeak)) with \(lines) lines", isReached: residentPeak <= Targets.idleBytes),
            Verdict(
                target: "200 quiet lines: under \(Shown.percent(Targets.idleShare)) of one core",
                found: "\(Shown.percent(share)) with \(lines) lines", isReached: share <= Targets.idleShare),
        ]
    }
}
