import Foundation
import HotlineControl
import Testing

@testable import HotlineCommands

@Suite("Making and pairing nodes")
struct PairingTests {
    private static func make(_ name: String, _ home: String) async throws -> NodeIdentity {
        #expect(await hotline("init", "--name", name, home: home).status == 0)
        return try await hotline("identity", "--json", home: home).decoded(NodeIdentity.self)
    }

    @Test("init makes a home that is closed to others")
    func initHome() async throws {
        try await TemporaryHome.with { parent in
            let home = parent + "/new/home"
            let identity = try await Self.make("alpha.example", home)
            #expect(identity.name == "alpha.example")
            #expect(await hotline("identity", home: home).output == identity.keyLine + "\n")
            #expect(try TemporaryHome.mode(of: home) == 0o700)
            #expect(try TemporaryHome.mode(of: home + "/run") == 0o700)
            for file in ["identity.pem", "config.yaml", "hotline.db"] {
                #expect(try TemporaryHome.mode(of: home + "/" + file) == 0o600)
            }
            let configuration = String(decoding: try TemporaryHome.content(of: home + "/config.yaml"), as: UTF8.self)
            #expect(configuration.contains("\nlisten: 0.0.0.0:7411\n"))
        }
    }

    @Test("init a second time changes nothing, and refuses another name with 5")
    func initTwice() async throws {
        try await TemporaryHome.with { parent in
            let home = parent + "/h"
            _ = try await Self.make("alpha.example", home)
            let files = ["identity.pem", "identity.pub", "config.yaml"].map { home + "/" + $0 }
            let before = try files.map(TemporaryHome.content)
            let again = await hotline("init", "--name", "alpha.example", "--listen", "127.0.0.1:1", home: home)
            #expect(again.status == 0)
            #expect(again.output.contains("nothing was changed"))
            #expect(again.errors.contains("unchanged"))
            let other = await hotline("init", "--name", "beta.example", home: home)
            #expect(other.status == 5)
            #expect(try files.map(TemporaryHome.content) == before)
        }
    }

    @Test("init goes on where an interrupted one stopped")
    func initCompletes() async throws {
        try await TemporaryHome.with { parent in
            let home = parent + "/h"
            let identity = try await Self.make("alpha.example", home)
            try FileManager.default.removeItem(atPath: home + "/identity.pub")
            try FileManager.default.removeItem(atPath: home + "/config.yaml")
            #expect(try await Self.make("alpha.example", home) == identity)
            #expect(FileManager.default.fileExists(atPath: home + "/config.yaml"))
        }
    }

    @Test("a passphrase encrypts the key, and the configuration names its file")
    func passphrase() async throws {
        try await TemporaryHome.with { parent in
            let (home, file) = (parent + "/h", parent + "/pass phrase")
            try Data("correct horse\n".utf8).write(to: URL(fileURLWithPath: file))
            let open = await hotline("init", "--name", "alpha.example", "--passphrase-file", file, home: home)
            #expect(open.status == 1)
            #expect(open.errors.contains("chmod 600"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let made = await hotline("init", "--name", "alpha.example", "--passphrase-file", file, home: home)
            #expect(made.status == 0)
            let pem = String(decoding: try TemporaryHome.content(of: home + "/identity.pem"), as: UTF8.self)
            #expect(pem.contains("ENCRYPTED"))
            let configuration = String(decoding: try TemporaryHome.content(of: home + "/config.yaml"), as: UTF8.self)
            #expect(configuration.contains("\nidentity:\n  passphrase-file: '\(file)'\n"))
        }
    }

    @Test("routes are added, preferred and removed without a daemon; what is not there cannot be removed")
    func routesOffline() async throws {
        try await TemporaryHome.with { parent in
            let (alpha, beta) = (parent + "/a", parent + "/b")
            _ = try await Self.make("alpha.example", alpha)
            let key = try await Self.make("beta.example", beta).keyLine
            #expect(await hotline("peer", "add", key, "--route", "h:1", home: alpha).status == 0)
            func route(_ arguments: String...) async -> (status: Int32, routes: [String]?) {
                let ran = await Terminal().run(["peer", "route"] + arguments + ["--json", "--home", alpha])
                return (ran.status, try? ran.decoded(Peer.self).routes)
            }
            #expect(await route("add", "beta.example", "i:2").routes == ["h:1", "i:2"])
            #expect(await route("add", "beta.example", "i:2").routes == ["h:1", "i:2"], "twice is no error")
            #expect(await route("add", "beta.example", "[::1]:3", "--first").routes == ["[::1]:3", "h:1", "i:2"])
            #expect(await route("add", "beta.example", "i:2", "--first").routes == ["i:2", "[::1]:3", "h:1"])
            #expect(await route("remove", "beta.example", "h:1").routes == ["i:2", "[::1]:3"])
            let missing = await hotline("peer", "route", "remove", "beta.example", "h:1", "--json", home: alpha)
            #expect(missing.status == 1)
            #expect(missing.error["code"] as? String == "unknown_peer_route")
            #expect(await route("add", "gamma.example", "h:1").status == 1)
            for port in 4...17 { _ = await route("add", "beta.example", "h:\(port)") }
            #expect(await route("add", "beta.example", "h:18").status == 1, "one more than 16")
        }
    }

    @Test("two homes pair without a daemon: both see one number, and comparing it verifies")
    func pairOffline() async throws {
        try await TemporaryHome.with { parent in
            let (home, otherHome) = (parent + "/a", parent + "/b")
            let own = try await Self.make("alpha.example", home)
            let other = try await Self.make("beta.example", otherHome)
            let added = await hotline(
                "peer", "add", other.keyLine, "--route", "beta.example:7411", "--json", home: home)
            #expect(added.status == 0)
            #expect(added.errors.contains("not verified"))
            let peer = try added.decoded(Peer.self)
            let back = try await hotline("peer", "add", own.keyLine, "--json", home: otherHome).decoded(Peer.self)
            #expect(peer.safetyNumber == back.safetyNumber)
            let wrong = await hotline("peer", "verify", "beta.example", "--number", Samples.number, home: home)
            #expect(wrong.status == 5)
            let verified = await hotline(
                "peer", "verify", "beta.example", "--number", back.safetyNumber, "--json", home: home)
            #expect(try verified.decoded(Peer.self).verifiedAt != nil)
            let list = try await hotline("peer", "list", "--json", home: home).decoded(PeerList.self)
            #expect(list.peers.map(\.routes) == [["beta.example:7411"]])
            #expect(await hotline("peer", "remove", "beta.example", "--yes", home: home).status == 0)
            #expect(await hotline("peer", "list", home: home).output.isEmpty)
            #expect(await hotline("peer", "remove", "beta.example", home: home).status == 1)
        }
    }

    @Test("another key under a pinned name is refused with 5")
    func otherKey() async throws {
        try await TemporaryHome.with { parent in
            _ = try await Self.make("alpha.example", parent + "/a")
            let first = try await Self.make("beta.example", parent + "/b")
            let second = try await Self.make("beta.example", parent + "/c")
            #expect(await hotline("peer", "add", first.keyLine, home: parent + "/a").status == 0)
            let result = await hotline("peer", "add", second.keyLine, "--json", home: parent + "/a")
            #expect(result.status == 5)
            #expect(result.error["code"] as? String == "peer_key_conflict")
        }
    }

    @Test(
        "a key line that is none is refused with its reason before anybody is asked",
        arguments: [
            ("beta.example", "three parts"), ("beta.example+00000000+AAAA", "refused"),
            ("Beta+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "name"),
        ])
    func badKeyLine(line: String, reason: String) async throws {
        try await TemporaryHome.with { home in
            let result = await hotline("peer", "add", line, home: home)
            #expect(result.status == 1)
            #expect(result.errors.contains(reason))
        }
    }

    @Test("on a terminal, only yes marks a peer as verified", arguments: ["yes", "no", "YES", ""])
    func asks(answer: String) async throws {
        let node = try FakeNode { request in
            .json(Samples.peer(verifiedAt: request.method == "POST" ? "2026-11-21T21:00:00.000Z" : nil))
        }
        defer { node.stop() }
        let terminal = Terminal(typed: [answer], isTerminal: true, environment: ["NO_COLOR": "1"])
        let result = await terminal.run(["peer", "verify", "beta.example", "--home", node.home])
        #expect(result.errors.contains("  | 11111 22222 33333 44444\n  | 55555"))
        #expect(result.status == (answer == "yes" ? 0 : 1))
        let posts = node.requests.filter { $0.method == "POST" }
        #expect(posts.map(\.target) == (answer == "yes" ? ["/v1/peers/beta.example/verify"] : []))
    }

    @Test("without a terminal and a number, verify only shows the number")
    func showsNumber() async throws {
        let node = try FakeNode { _ in .json(Samples.peer()) }
        defer { node.stop() }
        let result = await hotline("peer", "verify", "beta.example", home: node.home)
        #expect(result.output.contains(Samples.number))
        #expect(node.requests.map(\.line) == ["GET /v1/peers/beta.example"])
    }

    @Test("on a terminal, remove asks for the peer's name")
    func asksBeforeRemoving() async throws {
        let node = try FakeNode { _ in FakeNode.Reply(status: 204) }
        defer { node.stop() }
        let arguments = ["peer", "remove", "beta.example", "--home", node.home]
        #expect(await Terminal(typed: ["yes"], isTerminal: true).run(arguments).status == 1)
        #expect(node.requests.isEmpty)
        #expect(await Terminal(typed: ["beta.example"], isTerminal: true).run(arguments).status == 0)
        #expect(node.requests.map(\.line) == ["DELETE /v1/peers/beta.example"])
    }

    @Test("the daemon's word goes before the store's")
    func daemonFirst() async throws {
        let node = try FakeNode { _ in .failure(.peerKeyConflict, "another key is pinned") }
        defer { node.stop() }
        let result = try await TemporaryHome.with { parent in
            let other = try await Self.make("beta.example", parent + "/b")
            return await hotline("peer", "add", other.keyLine, home: node.home)
        }
        #expect(result.status == 5)
        #expect(node.requests.map(\.line) == ["POST /v1/peers"])
    }
}
