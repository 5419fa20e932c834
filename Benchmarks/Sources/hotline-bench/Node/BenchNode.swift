import Foundation
import HotlineControl

/// The built programs under measurement.
struct Binaries {
    let directory: String

    var hotlined: String { directory + "/hotlined" }
    var hotline: String { directory + "/hotline" }

    init(directory: String) throws {
        self.directory = directory
        for path in [hotlined, hotline] where !FileManager.default.isExecutableFile(atPath: path) {
            throw BenchError(
                "\(path) is not there: build it with `swift build -c release`, or name its folder with --bin")
        }
    }
}

/// A node of a run: a home in a scratch directory, and the daemon that runs on it.
final class BenchNode {
    let name: String
    let home: String
    let port: Int
    let binaries: Binaries
    private var daemon: DaemonProcess?

    var socket: String { home + "/run/hotline.sock" }
    var processID: Int32 { daemon?.processID ?? 0 }

    /// A node in a folder, made anew unless it is there.
    init(name: String, in folder: String, binaries: Binaries) throws {
        self.name = name
        self.binaries = binaries
        home = folder + "/" + name
        port = try FreePort.take()
        try Program.run([binaries.hotline, "init", "--name", name, "--home", home])
    }

    deinit { daemon?.kill() }

    /// Pins another node; both must be down or both answer.
    func pin(_ peer: BenchNode, port: Int? = nil) throws {
        let line = try String(contentsOfFile: peer.home + "/identity.pub", encoding: .utf8)
        let route = port.map { ["--route", "127.0.0.1:\($0)"] } ?? []
        let key = line.trimmingCharacters(in: .whitespacesAndNewlines)
        try Program.run([binaries.hotline, "peer", "add", key, "--home", home] + route)
    }

    /// Starts the daemon; returns when it answers: seconds from spawn to ready.
    @discardableResult
    func start(counted: Bool = false) throws -> Double {
        let began = Clock.now
        let daemon = try DaemonProcess(
            [binaries.hotlined, "--home", home], port: port, log: home + ".log",
            environment: counted ? try Counts.environment(file: countsFile) : [:])
        self.daemon = daemon
        try daemon.waitUntilReady()
        return Double(Clock.now - began) / 1e9
    }

    /// What a counted daemon has done so far.
    var counts: Counts { Counts(file: countsFile) }

    private var countsFile: String { home + ".counts" }

    /// Bytes of the database and its log of writes.
    var storedBytes: Int {
        let files = ["hotline.db", "hotline.db-wal"].map { home + "/" + $0 }
        return files.reduce(0) { sum, path in
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    /// Asks the daemon to end and does not wait.
    func askToStop() { daemon?.ask() }

    func stop() {
        daemon?.stop()
        daemon = nil
    }

    func status() throws -> NodeStatus {
        try LocalCall(socket).get("/v1/status", as: NodeStatus.self)
    }

    /// Entries in the log of the only line.
    func logSize() throws -> Int { Int(try status().lines.first?.log.size ?? 0) }

    /// Returns when all lines are up.
    func waitUntilConnected(seconds: Double = 30) throws {
        try wait(seconds, "\(name): the lines did not come up") {
            $0.lines.allSatisfy { $0.state == .connected }
        }
    }

    private func wait(_ seconds: Double, _ problem: String, _ holds: (NodeStatus) -> Bool) throws {
        let end = Clock.now + UInt64(seconds * 1e9)
        while try !holds(status()) {
            guard Clock.now < end else { throw BenchError(problem) }
            usleep(20_000)
        }
    }
}
