import Foundation

/// A program that ran to its end, with what it used.
struct MeasuredProgram {
    let seconds: Double
    /// CPU seconds of all its threads.
    let cpu: Double
    /// Resident memory at its largest, in bytes.
    let residentPeak: Int
    /// Its exit code; nil where a signal ended it.
    let exitCode: Int32?

    /// Runs it with its standard output in a file.
    init(_ command: [String], output: String) throws {
        let words = ["/bin/sh", "-c", "exec \"$@\" > \"$0\"", output] + command
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var (child, status, usage) = (pid_t(), Int32(), rusage())
        let began = Clock.now
        guard posix_spawn(&child, "/bin/sh", nil, nil, &arguments, environ) == 0,
            wait4(child, &status, 0, &usage) == child
        else { throw BenchError("\(command.joined(separator: " ")) cannot be run") }
        seconds = Double(Clock.now - began) / 1e9
        cpu = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
        residentPeak = Int(usage.ru_maxrss) * 1024
        exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
