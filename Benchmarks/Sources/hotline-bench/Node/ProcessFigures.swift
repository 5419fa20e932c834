import Foundation

/// What the system says of a process, from /proc; zero where there is none.
struct ProcessFigures {
    /// CPU time, in seconds.
    var user = 0.0
    var system = 0.0
    /// Resident memory now and at its largest, in bytes.
    var resident = 0
    var residentPeak = 0
    /// Bytes that it caused to be written to the disk.
    var written = 0

    var cpu: Double { user + system }

    init(of process: Int32) {
        readTimes(process)
        let status = Self.fields("/proc/\(process)/status", separator: ":")
        resident = Self.kibibytes(status["VmRSS"])
        residentPeak = Self.kibibytes(status["VmHWM"])
        written = Self.fields("/proc/\(process)/io", separator: ":")["write_bytes"].flatMap { Int($0) } ?? 0
    }

    /// Fields 14 and 15 of proc(5)'s stat, counted after the name in parentheses, in ticks.
    private mutating func readTimes(_ process: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return }
        let fields = text[text.index(after: name)...].split(separator: " ")
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return }
        (self.user, self.system) = (user / ticks, system / ticks)
    }

    private static func fields(_ path: String, separator: Character) -> [String: String] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: separator, maxSplits: 1)
            if parts.count == 2 { fields[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return fields
    }

    private static func kibibytes(_ text: String?) -> Int {
        (text?.split(separator: " ").first.flatMap { Int($0) } ?? 0) * 1024
    }
}
