import Foundation
import HotlineControl
import Testing

@testable import HotlineNode

/// The kernel's word on who connects (threats: local API abuse).
@Suite(.timeLimit(.minutes(5))) struct ControlCredentialTests {
    static let tools = ["/usr/bin/setpriv", "/usr/bin/curl"]
    static var canBecomeAnother: Bool {
        UnixSocket.isRoot && tools.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @Test("a user who is not on the list gets no answer, and the node is not asked")
    func otherUser() async throws {
        var settings = ControlServerSettings()
        settings.users = [4_000_000_000]
        try await ControlServerHarness.run(settings: settings) { server async throws in
            let request = RawExchange.request("GET", "/v1/status")
            #expect(try await RawExchange.bytes(request, to: server.socketPath) == "")
            await #expect(throws: ControlClientError.closed) { try await server.client.status() }
            #expect(server.node.asked == [])
        }
    }

    @Test("the running user and root are on the list, and nobody else")
    func users() {
        #expect(ControlServerSettings().users == [geteuid(), 0])
    }

    @Test("nobody is stopped by the directory", .enabled(if: canBecomeAnother, "needs root, setpriv and curl"))
    func nobodyAtTheDirectory() async throws {
        let log = LogRecorder()
        try await ControlServerHarness.run(logger: log.logger) { server async throws in
            #expect(try await Self.curlAsNobody(server.socketPath) == Self.couldNotConnect)
            #expect(!log.lines.contains { $0.contains("refused") })
        }
    }

    @Test(
        "nobody is refused by the credential check when every mode is open",
        .enabled(if: canBecomeAnother, "needs root, setpriv and curl"))
    func nobodyAtTheSocket() async throws {
        let directory = try TemporaryDirectory()
        let log = LogRecorder()
        try await ControlServerHarness.run(in: directory, logger: log.logger) { server async throws in
            for (name, mode) in [("", 0o777), ("/run", 0o777), ("/run/hotline.sock", 0o777)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.path + name)
            }
            #expect(try await Self.curlAsNobody(server.socketPath) != 0)
            #expect(log.lines.contains("a connection to the local API was refused uid=65534"))
            #expect(server.node.asked == [])
            #expect(try await server.client.status() == Sample.status)
        }
    }

    /// curl(1), EXIT CODES
    static let couldNotConnect: Int32 = 7

    /// curl's exit status when it asks for the node's status as user 65534.
    static func curlAsNobody(_ path: String) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tools[0])
        process.arguments = [
            "--reuid=65534", "--regid=65534", "--clear-groups", tools[1], "-s", "--max-time", "20", "--unix-socket",
            path, "http://localhost/v1/status",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
