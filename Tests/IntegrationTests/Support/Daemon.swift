import Foundation
import Synchronization

/// One run of `hotlined` as a child process; ended by its own process id and no other.
final class Daemon: Sendable {
    private let child: Process
    private let lines = LogLines()
    private let ended = Latch()

    /// Starts a daemon, under another program where `wrapper` names one.
    init(home: String, port: Int, wrapper: [String] = []) throws {
        let command = wrapper + [Programs.hotlined, "--home", home]
        let child = Process()
        child.executableURL = URL(fileURLWithPath: command[0])
        child.arguments = Array(command.dropFirst())
        child.environment = ProcessInfo.processInfo.environment.merging([
            "HOTLINE_LISTEN": "127.0.0.1:\(port)", "HOTLINE_LOG_LEVEL": "debug",
        ]) { $1 }
        let log = Pipe()
        child.standardError = log
        child.standardOutput = FileHandle.nullDevice
        self.child = child
        child.terminationHandler = { [ended] _ in ended.open() }
        try child.run()
        Thread.detachNewThread { [lines] in lines.follow(log.fileHandleForReading) }
    }

    /// The process to signal: the daemon itself, also under strace, which is told to stay beside it (-D).
    var processID: Int32 { child.processIdentifier }

    /// What it logged so far.
    var log: String { lines.text }

    /// Returns when the local API takes connections; false where the daemon ended before.
    func waitUntilReady() async -> Bool { await hasLogged("node ready") }

    /// Returns when a line with this text has been logged; false where the daemon ended without.
    func hasLogged(_ text: String) async -> Bool { await endingIfCancelled { await lines.wait(for: text) } }

    func kill() async {
        Foundation.kill(processID, SIGKILL)
        _ = await waitForEnd()
    }

    /// Stops gracefully and gives the exit status.
    func stop() async -> Int32 {
        Foundation.kill(processID, SIGTERM)
        return await waitForEnd()
    }

    func waitForEnd() async -> Int32 {
        await endingIfCancelled { await ended.wait() }
        return child.terminationStatus
    }

    /// A test that runs out of time takes its daemon with it, and so ends what it waits for.
    private func endingIfCancelled<Value>(_ wait: () async -> Value) async -> Value {
        await withTaskCancellationHandler(operation: wait) { Foundation.kill(processID, SIGKILL) }
    }
}
