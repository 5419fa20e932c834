import Foundation
import HotlineControl
import HotlineCrypto
import Synchronization
import Testing

/// A node of a test: a home in a scratch directory, made by `hotline init`, and the daemon that runs on it.
actor TestNode {
    nonisolated let name: String
    nonisolated let home: String
    nonisolated let port: Int
    nonisolated var client: ControlClient { ControlClient(socketPath: home + "/run/hotline.sock") }
    private(set) var daemon: Daemon?

    init(name: String, in scratch: String) async throws {
        self.name = name
        home = scratch + "/" + name
        port = try FreePort.take()
        let made = try await Ran.program(Programs.hotline, ["init", "--name", name, "--home", home])
        try #require(made.status == 0, "\(made.errors)")
    }

    nonisolated func keyLine() throws -> KeyLine {
        let text = try String(contentsOfFile: home + "/identity.pub", encoding: .utf8)
        return try KeyLine(parsing: String(text.dropLast()))
    }

    /// Runs `hotline` at this node's desk.
    nonisolated func desk(_ arguments: String..., input: String = "") async throws -> Ran {
        try await Ran.program(Programs.hotline, arguments + ["--home", home], input: input)
    }

    func start(wrapper: [String] = []) async throws {
        let daemon = try Daemon(home: home, port: port, wrapper: wrapper)
        self.daemon = daemon
        let isReady = await daemon.waitUntilReady()
        try #require(isReady, "\(name) did not start:\n\(daemon.log)")
    }

    func kill() async {
        await daemon?.kill()
        daemon = nil
    }

    @discardableResult
    func stop() async -> Int32? {
        defer { daemon = nil }
        return await daemon?.stop()
    }
}

/// Ports below the range that the system gives away itself, each handed out once.
enum FreePort {
    private static let given = Mutex<Set<Int>>([])

    static func take() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: 20_000..<32_000)
            if given.withLock({ $0.insert(port).inserted }), canBind(port) { return port }
        }
        throw CancellationError()
    }

    private static func canBind(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
