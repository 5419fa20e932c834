import Foundation
import HotlineControl
import Synchronization
import Testing

@testable import HotlineCommands

@Suite("hotline backup and restore")
struct BackupTests {
    /// A home that `init` made.
    private static func withHome(_ body: (String) async throws -> Void) async throws {
        try await TemporaryHome.with { home in
            let made = await hotline("init", "--name", "alpha.example", home: home + "/n")
            try #require(made.status == 0, "\(made.errors)")
            try await body(home + "/n")
        }
    }

    private static func files(_ home: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: home)).subtracting(["hotline.db-wal", "hotline.db-shm"])
    }

    private static let made: Set = ["identity.pem", "identity.pub", "config.yaml", "hotline.db", "run", "lock"]

    @Test("without a daemon the command copies the database itself, and restores it")
    func offline() async throws {
        try await Self.withHome { home in
            let file = home + "/copy.db"
            let backup = await hotline("backup", file, "--json", home: home)
            #expect(backup.status == 0, "\(backup.errors)")
            #expect(backup.output.contains(#""online":false"#) && backup.output.contains(#""schema":"#))
            #expect(try TemporaryHome.mode(of: file) == 0o600)
            let again = await hotline("backup", file, "--json", home: home)
            #expect(again.status == 5 && again.error["code"] as? String == "file_exists")

            let restored = await hotline("restore", file, "--yes", "--json", home: home)
            #expect(restored.status == 0, "\(restored.errors)")
            let report = try JSONSerialization.jsonObject(with: Data(restored.output.utf8)) as? [String: Any]
            #expect(report?["is_older"] as? Bool == false && report?["name"] as? String == "alpha.example")
            let former = try #require(report?["former"] as? String)
            #expect(
                try Self.files(home) == Self.made.union(["copy.db", URL(fileURLWithPath: former).lastPathComponent]))
            #expect(await hotline("peer", "list", home: home).status == 0)
        }
    }

    @Test("restore asks for the node's name, and without a terminal it wants --yes")
    func confirmation() async throws {
        try await Self.withHome { home in
            let file = home + "/copy.db"
            try #require(await hotline("backup", file, home: home).status == 0)
            let silent = await hotline("restore", file, "--json", home: home)
            #expect(silent.status == 1 && silent.error["code"] as? String == "not_confirmed")
            let refused = await Terminal(typed: ["no"], isTerminal: true).run(["restore", file, "--home", home])
            #expect(refused.status == 1 && refused.errors.contains("the database is as it was"))
            #expect(try Self.files(home) == Self.made.union(["copy.db"]))
            let done = await Terminal(typed: ["alpha.example"], isTerminal: true).run(["restore", file, "--home", home])
            #expect(done.status == 0 && done.errors.contains("the lines go on where they were"))
        }
    }

    @Test("a backup that lacks a peer's log is called older before anything is replaced")
    func older() async throws {
        try await Self.withHome { home in
            let file = home + "/copy.db"
            try #require(await hotline("backup", file, home: home).status == 0)
            let other = await hotline("init", "--name", "beta.example", "--json", home: home + "/other")
            let line = (try JSONSerialization.jsonObject(with: Data(other.output.utf8)) as? [String: Any])?["key_line"]
            let added = await hotline("peer", "add", try #require(line as? String), home: home)
            try #require(added.status == 0, "\(added.errors)")
            let restored = await hotline("restore", file, "--yes", home: home)
            #expect(restored.status == 0)
            #expect(restored.output.contains("stop as rolled back"))
        }
    }

    @Test("a file that is no backup is refused by name and nothing changes")
    func refused() async throws {
        try await Self.withHome { home in
            let missing = await hotline("restore", home + "/none", "--yes", "--json", home: home)
            #expect(missing.status == 1 && (missing.error["message"] as? String)?.contains("not there") == true)
            try Data("text".utf8).write(to: URL(fileURLWithPath: home + "/text"))
            let text = await hotline("restore", home + "/text", "--yes", home: home)
            #expect(text.status == 1 && text.errors.contains("is not a database of this program"))
            #expect(try Self.files(home) == Self.made.union(["text"]))
        }
    }

    @Test("a running daemon is asked, waited for with its progress, and the file is fetched from its home")
    func online() async throws {
        let asked = Mutex(0)
        let node = try FakeNode { request in
            var status = BackupStatus(path: "/elsewhere", startedAt: "t")
            guard request.method == "GET" else { return .json(status, status: 201) }
            let count = asked.withLock { count in
                count += 1
                return count
            }
            (status.pagesCopied, status.pagesTotal) = (count * 25, 100)
            if count == 3 { status.state = .checking }
            if count == 4 {
                (status.state, status.finishedAt, status.bytes, status.schema) = (.done, "u", 4, 1)
                status.logs = [BackupStatus.Log(origin: "a/b/00", size: 7)]
            }
            return .json(status)
        }
        defer { node.stop() }
        try Data("data".utf8).write(to: URL(fileURLWithPath: node.home + "/hotline.db.backup"))
        let terminal = Terminal(isTerminal: true)
        let made = await terminal.run(["backup", node.home + "/copy", "--home", node.home])
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.errors == "copying\ncopying: 25 %\ncopying: 50 %\nchecking the copy\n")
        #expect(made.output.contains("a/b/00, 7 entries"))
        #expect(try TemporaryHome.content(of: node.home + "/copy") == Data("data".utf8))
        #expect(try !FileManager.default.contentsOfDirectory(atPath: node.home).contains("hotline.db.backup"))
        #expect(node.requests.map(\.line) == ["POST /v1/backup"] + Array(repeating: "GET /v1/backup", count: 4))
    }

    @Test("what the daemon could not do is told with its code, and no file is left")
    func failing() async throws {
        let node = try FakeNode { request in
            var status = BackupStatus(path: "/p", startedAt: "t")
            (status.state, status.finishedAt) = (.failed, "u")
            status.error = ControlError(.storeFull, "no space", remedy: "free some")
            return .json(status, status: request.method == "GET" ? 200 : 201)
        }
        defer { node.stop() }
        let made = await hotline("backup", node.home + "/copy", "--json", home: node.home)
        #expect(made.status == 1 && made.error["code"] as? String == "store_full")
        #expect(!FileManager.default.fileExists(atPath: node.home + "/copy"))
    }

    @Test("a second backup at the same time is refused")
    func running() async throws {
        let node = try FakeNode { _ in .failure(.backupRunning, "a backup runs") }
        defer { node.stop() }
        let made = await hotline("backup", node.home + "/copy", "--json", home: node.home)
        #expect(made.status == 5 && made.error["code"] as? String == "backup_running")
    }
}
