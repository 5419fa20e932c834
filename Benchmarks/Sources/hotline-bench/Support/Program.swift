import Foundation

/// A program that runs to its end.
enum Program {
    /// Runs it and gives what it wrote to standard output; throws what it wrote to standard error where it failed.
    @discardableResult
    static func run(_ command: [String]) throws -> String {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = command
        let (output, errors) = (Pipe(), Pipe())
        (child.standardOutput, child.standardError) = (output, errors)
        child.standardInput = FileHandle.nullDevice
        try child.run()
        let shown = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw BenchError("\(command.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// Whether a program of this name is on the path.
    static func exists(_ name: String) -> Bool {
        (try? run(["sh", "-c", "command -v \(name)"])) != nil
    }
}
