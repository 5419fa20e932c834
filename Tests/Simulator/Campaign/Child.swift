import Foundation

/// One seed in a process of its own.
final class Child {
    let seed: UInt64
    let process = Process()
    let output = Foundation.Pipe()
    let directory: String

    init(_ seed: UInt64, isTold: Bool, environment: [String: String] = [:]) throws {
        self.seed = seed
        let shared = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        directory = "\(shared)/hotline-simulator-\(getpid())-\(seed)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["run", "\(seed)", directory] + (isTold ? ["--trace"] : [])
        // Sets and dictionaries in one order; nothing may depend on which.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SWIFT_DETERMINISTIC_HASHING": "1"]) { $1 }.merging(environment) { $1 }
        process.standardOutput = output
        try process.run()
    }

    /// The output, once the process has ended.
    func finish() -> String {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: directory)
        return String(decoding: data, as: UTF8.self)
    }
}
