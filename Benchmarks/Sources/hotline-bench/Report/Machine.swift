import Foundation

/// Where and of what the figures are.
struct Machine: Encodable {
    let cores: Int
    let processor: String
    let memoryBytes: UInt64
    let kernel: String
    let openSSL: String
    let disk: String
    let commit: String
    let load: String
    let at: String

    init(scratch: String) {
        let process = ProcessInfo.processInfo
        cores = process.activeProcessorCount
        memoryBytes = process.physicalMemory
        processor = Self.said("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1")
        kernel = Self.said("uname -sr")
        openSSL = Self.said("openssl version | cut -d ' ' -f 1-2")
        disk = Self.said("df --output=fstype '\(scratch)' | tail -n 1")
        let changed = Self.said("git status --porcelain --untracked-files=no").isEmpty ? "" : " with changes"
        commit = Self.said("git rev-parse --short=12 HEAD") + changed
        load = Self.said("cut -d ' ' -f 1 /proc/loadavg")
        at = ISO8601DateFormatter().string(from: Date())
    }

    private static func said(_ command: String) -> String {
        let text = (try? Program.run(["sh", "-c", command])) ?? ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var text: String {
        """
        \(cores) cores of \(processor), \(Shown.bytes(Int(memoryBytes))), \(kernel), \(disk), \(openSSL)
        commit \(commit), \(at), load before \(load)
        """
    }
}
