import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Restore")
struct RestoreTests {
    struct Stopped: Error {}

    /// A closed node with two messages, and a backup of it with the first alone.
    struct Scene {
        let line: TestLine
        var alpha: TestNode { line.alpha }
        var backup: String { alpha.file("backup") }
        static let sizes: (backup: UInt64, present: UInt64) = (2, 3)

        static func make() async throws -> Scene {
            let line = try TestLine()
            try line.alpha.writeIdentity()
            try await line.say([try line.submission("first")])
            _ = try await line.alpha.store.backup(to: line.alpha.file("backup"))
            try await line.say([try line.submission("second")])
            try line.alpha.close()
            return Scene(line: line)
        }

        func restore(_ reached: @escaping Restore.Observer = { _ in }) throws -> Restore {
            try Restore(home: alpha.home, file: backup, at: TestNode.start, reached: reached)
        }

        /// The size of alpha's log in the home's database.
        func size(in home: CopiedHome) throws -> UInt64 { try home.look { try $0.head(of: line.alphaLine.id).size } }
    }

    @Test("a backup takes the place of the database, and the former one is kept whole under a dated name")
    func restored() async throws {
        let scene = try await Scene.make()
        let restore = try scene.restore()
        #expect(restore.backup.logs.map(\.size) == [Scene.sizes.backup])
        #expect(restore.present?.map(\.size) == [Scene.sizes.present])
        let aside = try present(try restore.perform())
        #expect(aside == scene.alpha.file("hotline.db.replaced-20260921T141320.123Z"))
        #expect(try scene.alpha.files() == ["hotline.db", "backup", "hotline.db.replaced-20260921T141320.123Z"])
        #expect(
            try scene.size(in: CopiedHome(database: scene.alpha.home.database, of: scene.alpha)) == Scene.sizes.backup)
        #expect(try scene.size(in: CopiedHome(database: aside, of: scene.alpha)) == Scene.sizes.present)
    }

    @Test("while somebody has the database open nothing is restored, and his process is named")
    func inUse() async throws {
        let scene = try await Scene.make()
        try scene.alpha.reopen()
        #expect(throws: StoreError.inUse(pid: getpid())) { _ = try scene.restore() }
        try scene.alpha.close()
        let restore = try scene.restore()
        #expect(throws: StoreError.inUse(pid: getpid())) { try scene.alpha.reopen() }
        withExtendedLifetime(restore) {}
    }

    @Test("a restore that is not performed changes nothing")
    func letGo() async throws {
        let scene = try await Scene.make()
        _ = try scene.restore()
        #expect(try scene.alpha.files() == ["hotline.db", "backup"])
        try scene.alpha.reopen()
        #expect(try scene.alpha.store.head(of: scene.line.alphaLine.id).size == Scene.sizes.present)
    }

    @Test("a kill after any step leaves the former database or the restored one, each whole")
    func killed() async throws {
        let scene = try await Scene.make()
        nonisolated(unsafe) var found: [Restore.Step: CopiedHome] = [:]
        nonisolated(unsafe) let alpha = scene.alpha
        _ = try scene.restore { step throws(StoreError) in
            do { found[step] = try CopiedHome(crashed: alpha) } catch { throw .closed }
        }.perform()
        #expect(Set(found.keys) == [.copied, .checked, .keptAside, .replaced])
        for (step, home) in found {
            #expect(
                try scene.size(in: home) == (step == .replaced ? Scene.sizes.backup : Scene.sizes.present), "\(step)")
        }
    }

    @Test(
        "a restore that fails after any step leaves a database that opens, and can be done again",
        arguments: Restore.Step.allCases)
    func failing(_ stop: Restore.Step) async throws {
        let scene = try await Scene.make()
        let isReached = [.copied, .checked, .keptAside, .replaced].contains(stop)
        let stopping: Restore.Observer = { step throws(StoreError) in if step == stop { throw .closed } }
        if isReached {
            #expect(throws: StoreError.closed) { _ = try scene.restore(stopping).perform() }
        }
        try scene.alpha.reopen()
        let size = try scene.alpha.store.head(of: scene.line.alphaLine.id).size
        #expect(size == (stop == .replaced ? Scene.sizes.backup : Scene.sizes.present))
        try scene.alpha.close()
        let later = UTCTime(milliseconds: TestNode.start.milliseconds + 5000)
        _ = try Restore(home: scene.alpha.home, file: scene.backup, at: later) { _ in }.perform()
        try scene.alpha.reopen()
        #expect(try scene.alpha.store.head(of: scene.line.alphaLine.id).size == Scene.sizes.backup)
    }

    @Test("a damaged database is moved away with its log before the backup takes its place")
    func damaged() async throws {
        let scene = try await Scene.make()
        let path = scene.alpha.home.database
        for name in [path, path + "-wal"] { try? FileManager.default.removeItem(atPath: name) }
        try SystemFile.create(path, [UInt8](repeating: 7, count: 8192), mode: 0o600)
        try SystemFile.create(path + "-wal", [UInt8](repeating: 8, count: 8192), mode: 0o600)
        nonisolated(unsafe) var steps: [Restore.Step] = []
        let restore = try scene.restore { step throws(StoreError) in steps.append(step) }
        #expect(restore.present == nil)
        let aside = try present(try restore.perform())
        #expect(steps == [.copied, .checked, .movedAside, .movedLogAside, .replaced])
        #expect(try SystemFile.read(aside, access: .anybody, limit: 9000) == [UInt8](repeating: 7, count: 8192))
        #expect(DatabaseFile.size(aside + "-wal") == 8192)
        #expect(DatabaseFile.size(path + "-wal") == 0)
    }

    @Test("a home without a database gets the backup")
    func noDatabase() async throws {
        let scene = try await Scene.make()
        try FileManager.default.removeItem(atPath: scene.alpha.home.database)
        #expect(try scene.restore().perform() == nil)
        try scene.alpha.reopen()
        #expect(try scene.alpha.store.head(of: scene.line.alphaLine.id).size == Scene.sizes.backup)
    }

    /// A file that is no backup of this node, and how it is refused.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let spoil: @Sendable (Scene) throws -> Void
        let isRight: @Sendable (StoreError, Scene) -> Bool
    }

    static let refusals = [
        Refusal(testDescription: "no file", spoil: { try FileManager.default.removeItem(atPath: $0.backup) }) {
            $0 == .unreadable(path: $1.backup, reason: "it is not there")
        },
        Refusal(testDescription: "no database", spoil: { try overwrite($0.backup, with: Array("text".utf8)) }) {
            $0 == .notADatabase(path: $1.backup)
        },
        Refusal(testDescription: "a newer schema", spoil: { try change($0.backup, "PRAGMA user_version = 99") }) {
            error, _ in
            error == .newerSchema(found: 99, known: Schema.version)
        },
        Refusal(testDescription: "another node", spoil: { try change($0.backup, "UPDATE node SET key_line = 'x'") }) {
            error, _ in error == .wrongNode(found: "x")
        },
        Refusal(testDescription: "another program", spoil: { try change($0.backup, "PRAGMA application_id = 1") }) {
            $0 == .notADatabase(path: $1.backup)
        },
        Refusal(testDescription: "a log that contradicts itself", spoil: { try change($0.backup, "DELETE FROM leaf") })
        {
            error, _ in if case .damaged = error { true } else { false }
        },
        Refusal(testDescription: "half of it", spoil: { try halve($0.backup) }) { error, _ in
            if case .damaged = error { true } else { false }
        },
        Refusal(
            testDescription: "copied while in use",
            spoil: { try SystemFile.create($0.backup + "-wal", [1], mode: 0o600) }
        ) { error, _ in if case .unreadable(_, let reason) = error { reason.contains("in use") } else { false } },
    ]

    @Test("what is no backup of this node is refused by name, and nothing changes", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
        let scene = try await Scene.make()
        try refusal.spoil(scene)
        let before = try scene.alpha.files()
        let error = #expect(throws: StoreError.self) { _ = try scene.restore() }
        #expect(refusal.isRight(try present(error), scene), "\(String(describing: error))")
        #expect(try scene.alpha.files() == before)
        try scene.alpha.reopen()
        #expect(try scene.alpha.store.head(of: scene.line.alphaLine.id).size == Scene.sizes.present)
    }

    @Test("a backup of an older schema is restored as it is, and migrated at the next start")
    func older() async throws {
        let (golden, alpha) = (try GoldenFiles.copy(1), try TestNode("alpha.example", seed: 0xA1))
        try alpha.close()
        try alpha.writeIdentity()
        _ = try Restore(home: alpha.home, file: golden.home.database).perform()
        try alpha.reopen()
        let expected = try GoldenFiles.expected(1)
        #expect(try GoldenContents(of: alpha.store, lines: GoldenLine.lines) == expected)
    }

    private static func overwrite(_ path: String, with bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private static func halve(_ path: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        try bytes.prefix(bytes.count / 8192 * 4096).write(to: URL(fileURLWithPath: path))
    }

    private static func change(_ path: String, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}
