import Foundation

/// One run of `hotlined`; what it logs goes to a file.
final class DaemonProcess {
    private let child = Process()
    private let log: String
    private let logBegins: UInt64

    var processID: Int32 { child.processIdentifier }

    init(_ command: [String], port: Int, log: String, environment: [String: String]) throws {
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        guard let file = FileHandle(forWritingAtPath: log) else { throw BenchError("cannot write \(log)") }
        logBegins = try file.seekToEnd()
        self.log = log
        child.executableURL = URL(fileURLWithPath: command[0])
        child.arguments = Array(command.dropFirst())
        child.environment = ProcessInfo.processInfo.environment.merging([
            "HOTLINE_LISTEN": "127.0.0.1:\(port)", "HOTLINE_LOG_LEVEL": "info",
        ]) { $1 }.merging(environment) { $1 }
        child.standardError = file
        child.standardOutput = FileHandle.nullDevice
        child.standardInput = FileHandle.nullDevice
        try child.run()
        Cleanup.add(child: child.processIdentifier)
    }

    /// What this run has logged so far.
    var said: String {
        guard let file = FileHandle(forReadingAtPath: log) else { return "" }
        try? file.seek(toOffset: logBegins)
        return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// Looks every half millisecond, so that a start is timed to about that.
    func waitUntilReady(seconds: Double = 120) throws {
        let end = Clock.now + UInt64(seconds * 1e9)
        while !said.contains("node ready") {
            guard child.isRunning, Clock.now < end else { throw BenchError("hotlined did not start:\n\(said)") }
            usleep(500)
        }
    }

    func ask() {
        if child.isRunning { Foundation.kill(processID, SIGTERM) }
    }

    /// Asks it to end, and kills it when it does not.
    func stop(seconds: Double = 20) {
        ask()
        let end = Clock.now + UInt64(seconds * 1e9)
        while child.isRunning, Clock.now < end { usleep(1000) }
        kill()
    }

    func kill() {
        if child.isRunning { Foundation.kill(processID, SIGKILL) }
        child.waitUntilExit()
        Cleanup.remove(child: processID)
    }
}

/// Ports below the range that the system gives away itself.
enum FreePort {
    static func take() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: 20_000..<32_000)
            if canBind(port) { return port }
        }
        throw BenchError("no free port was found")
    }

    private static func canBind(_ port: Int) -> Bool {
        let descriptor = TCP.socket()
        defer { close(descriptor) }
        return TCP.withAddress(port: port) { bind(descriptor, $0, $1) } == 0
    }
}
