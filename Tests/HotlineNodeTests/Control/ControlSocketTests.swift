import Foundation
import HotlineControl
import Testing

@testable import HotlineNode

/// The socket's place in the file system, and who may connect.
@Suite(.timeLimit(.minutes(5))) struct ControlSocketTests {
    @Test("the socket's directory has mode 0700 and the socket 0600; the socket is gone after the end")
    func modes() async throws {
        let directory = try TemporaryDirectory()
        try await ControlServerHarness.run(in: directory) { _ in
            let modes = [try directory.mode("run"), try directory.mode("run/hotline.sock")]
            #expect(modes == [0o700, 0o600])
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/run/hotline.sock"))
    }

    @Test("a socket that nobody listens on is replaced")
    func staleSocket() async throws {
        let directory = try TemporaryDirectory()
        try directory.makeStaleSocket()
        try await ControlServerHarness.run(in: directory) { server async throws in
            let identity = try await server.client.identity()
            #expect(identity == Sample.identity)
        }
    }

    @Test("a socket that somebody listens on is not taken, and goes on being served")
    func liveSocket() async throws {
        let directory = try TemporaryDirectory()
        try await ControlServerHarness.run(in: directory) { server async throws in
            let second = ControlServer(
                socketPath: server.socketPath, operations: FakeNode(), logger: ControlServerHarness.silent)
            await #expect(throws: ControlSocketError.inUse(path: server.socketPath)) { try await second.run() }
            let identity = try await server.client.identity()
            #expect(identity == Sample.identity)
        }
    }

    @Test("a file in the socket's place is not touched")
    func notASocket() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/run/hotline.sock"
        try directory.makeRunDirectory(mode: 0o700)
        #expect(FileManager.default.createFile(atPath: path, contents: Data("precious".utf8)))
        #expect(throws: ControlSocketError.notASocket(path: path)) { try ControlSocket(path: path).prepare() }
        #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
    }

    @Test("a symbolic link in the socket's or its directory's place is not followed")
    func links() throws {
        let directory = try TemporaryDirectory()
        let run = directory.path + "/run"
        try FileManager.default.createSymbolicLink(atPath: run, withDestinationPath: directory.path)
        let path = run + "/hotline.sock"
        #expect(throws: ControlSocketError.directoryNotOurs(path: run)) { try ControlSocket(path: path).prepare() }
        try FileManager.default.removeItem(atPath: run)
        try directory.makeRunDirectory(mode: 0o700)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.path)
        #expect(throws: ControlSocketError.notASocket(path: path)) { try ControlSocket(path: path).prepare() }
    }

    @Test("a directory that lets others in is refused, and the remedy is named", arguments: [0o755, 0o710, 0o701])
    func openDirectory(mode: Int) throws {
        let directory = try TemporaryDirectory()
        try directory.makeRunDirectory(mode: mode)
        let socket = ControlSocket(path: directory.path + "/run/hotline.sock")
        let error = #expect(throws: ControlSocketError.self) { try socket.prepare() }
        #expect(error.map { "\($0)".contains("chmod 700") } == true)
    }

    @Test("a path longer than a socket's address is refused")
    func longPath() throws {
        let path = "/tmp/" + String(repeating: "a", count: 110)
        #expect(throws: ControlSocketError.pathTooLong(path: path, limit: 107)) {
            try ControlSocket(path: path).prepare()
        }
    }
}

extension TemporaryDirectory {
    func makeRunDirectory(mode: Int) throws {
        try FileManager.default.createDirectory(atPath: path + "/run", withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/run")
    }

    /// What a killed process leaves: a socket in the file system without a process.
    func makeStaleSocket() throws {
        try makeRunDirectory(mode: 0o700)
        try UnixSocket.bindAndClose(path + "/run/hotline.sock")
    }
}
