import Foundation
import HotlineControl
import Logging
import NIOCore
import ServiceLifecycle

@testable import HotlineNode

/// A control server on a real Unix socket in a directory of its own.
struct ControlServerHarness: Sendable {
    let socketPath: String
    let node: FakeNode
    /// Tells the server to stop, as SIGTERM does.
    let stop: @Sendable () async -> Void

    var client: ControlClient { ControlClient(socketPath: socketPath) }

    /// Runs a server while `body` runs, then stops it and waits for its end.
    static func run(
        node: FakeNode = FakeNode(), settings: ControlServerSettings = ControlServerSettings(),
        in directory: TemporaryDirectory? = nil, logger: Logger = silent,
        _ body: @escaping @Sendable (ControlServerHarness) async throws -> Void
    ) async throws {
        let directory = try directory ?? TemporaryDirectory()
        let path = directory.path + "/run/hotline.sock"
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        let server = ControlServer(socketPath: path, operations: node, logger: logger, settings: settings) {
            isReady.finish()
        }
        let group = ServiceGroup(services: [server], logger: silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { isReady.finish() }
                try await group.run()
            }
            for await _ in ready {}
            let stop: @Sendable () async -> Void = { await group.triggerGracefulShutdown() }
            do {
                try await body(ControlServerHarness(socketPath: path, node: node, stop: stop))
            } catch {
                await stop()
                throw error
            }
            await stop()
            try await tasks.waitForAll()
        }
    }

    static var silent: Logger {
        Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }
}

extension ControlServerSettings {
    /// No timer helps: what a test with these expects must happen for its own reason.
    static var patient: ControlServerSettings {
        var settings = ControlServerSettings()
        settings.heartbeat = .seconds(3600)
        settings.requestTime = .hours(1)
        settings.idleTime = .hours(1)
        settings.closingTime = .hours(1)
        return settings
    }
}

/// A directory that is removed with the last reference to it. Its path is short: a socket's has 107 bytes at most.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = "/tmp/hotline-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return attributes[.posixPermissions] as? Int ?? -1
    }
}
