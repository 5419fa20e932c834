import Foundation

/// Prints a line at once, also where nobody but a file reads it.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

/// Many seeds, each in a process of its own, some beside each other.
struct Campaign {
    private let first: UInt64
    private let count: UInt64
    private let jobs: Int
    private let isTold: Bool

    init?(_ arguments: [String], isTold: Bool) {
        var arguments = arguments
        var jobs = 2
        if let index = arguments.firstIndex(of: "--jobs"), index + 1 < arguments.count {
            guard let number = Int(arguments[index + 1]), number > 0 else { return nil }
            jobs = number
            arguments.removeSubrange(index...index + 1)
        }
        guard arguments.count == 2, let first = UInt64(arguments[0]), let count = UInt64(arguments[1]), count > 0
        else { return nil }
        (self.first, self.count, self.jobs, self.isTold) = (first, count, jobs, isTold)
    }

    /// - Returns: the exit status: 0 where all seeds are good.
    func run() -> Int32 {
        var (next, failed): (UInt64, [UInt64]) = (first, [])
        var running: [Child] = []
        var totals: [String: Int] = [:]
        let begin = Date()
        while next < first + count || !running.isEmpty {
            while running.count < jobs, next < first + count, let child = try? Child(next, isTold: isTold) {
                running.append(child)
                next += 1
            }
            guard !running.isEmpty else { return 71 }
            let child = running.removeFirst()
            let output = child.finish()
            if !report(child.seed, output, child.process.terminationStatus, &totals) { failed.append(child.seed) }
        }
        summarize(failed, totals, Date().timeIntervalSince(begin))
        return failed.isEmpty ? 0 : 1
    }

    private func report(_ seed: UInt64, _ output: String, _ status: Int32, _ totals: inout [String: Int]) -> Bool {
        let lines = output.split(separator: "\n")
        if isTold { say(output) }
        for line in lines where line.hasPrefix("COUNTS ") {
            for pair in line.dropFirst(7).split(separator: ";") {
                let parts = pair.split(separator: "=")
                if parts.count == 2, let number = Int(parts[1]) { totals[String(parts[0]), default: 0] += number }
            }
        }
        let result = lines.first { $0.hasPrefix("RESULT ") }.map { $0.dropFirst(7) } ?? "no result, status \(status)"
        if count <= 10 || status != 0 { say("seed \(seed): \(result)") }
        guard status != 0 else { return true }
        for line in lines where line.hasPrefix("VIOLATION ") { say("  \(line)") }
        say("  again: make simulate SEED=\(seed) COUNT=1 TRACE=1")
        return false
    }

    private func summarize(_ failed: [UInt64], _ totals: [String: Int], _ seconds: Double) {
        for (kind, number) in totals.sorted(by: { $0.key < $1.key }) { say("  \(kind): \(number)") }
        say("\(count) seeds in \(Int(seconds)) s, \(failed.count) failed: \(failed)")
    }
}
