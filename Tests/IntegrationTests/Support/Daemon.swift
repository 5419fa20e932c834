import Foundation
import Synchronization

/// One run of `hotlined` as a child process; ended by its own process id and no other.
final class Daemon: Sendable {
    private let child: Process
    private let lines: Mutex<[String]> = Mutex([])
    private let ready: AsyncStream<Bool>
    private let ended: AsyncStream<Void>

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
        let (ready, isReady) = AsyncStream.makeStream(of: Bool.self)
        let (ended, hasEnded) = AsyncStream.makeStream(of: Void.self)
        (self.child, self.ready, self.ended) = (child, ready, ended)
        child.terminationHandler = { _ in
            isReady.yield(false)
            isReady.finish()
            hasEnded.finish()
        }
        try child.run()
        follow(log.fileHandleForReading, isReady)
    }

    /// The process to signal: the daemon itself, also under strace, which is told to stay beside it (-D).
    var processID: Int32 { child.processIdentifier }

    /// What it logged so far.
    var log: String { lines.withLock { $0.joined(separator: "\n") } }

    /// Returns when the local API takes connections; false where the daemon ended before.
    func waitUntilReady() async -> Bool {
        for await isReady in ready { return isReady }
        return false
    }

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
        for await _ in ended {}
        return child.terminationStatus
    }

    private func follow(_ handle: FileHandle, _ isReady: AsyncStream<Bool>.Continuation) {
        Thread.detachNewThread { [self] in
            var pending = Data()
            while case let bytes = handle.availableData, !bytes.isEmpty {
                pending.append(bytes)
                while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: pending[..<end], as: UTF8.self)
                    pending = Data(pending[pending.index(after: end)...])
                    lines.withLock { $0.append(line) }
                    if line.contains("node ready") { isReady.yield(true) }
                }
            }
        }
    }
}
