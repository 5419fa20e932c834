import Foundation
import Testing

/// What the kernel says of a process's memory.
enum Memory {
    /// The most that the process ever had resident, in bytes (`VmHWM` of proc(5)).
    static func peak(of processID: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
    }
}
