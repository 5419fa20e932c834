import Foundation
import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Backup")
struct BackupTests {
    @Test("a backup holds all that was committed, in one file that needs no other and is closed to others")
    func whole() async throws {
        let line = try await GoldenLine.make()
        let (alpha, path) = (line.alpha, line.alpha.file("copy"))
        let summary = try await alpha.store.backup(to: path)
        let extents = try GoldenLine.lines.map { try alpha.store.head(of: LineID(rawValue: $0)) }
        #expect(summary.logs == extents.map { LogExtent(origin: $0.origin.description, size: $0.size) })
        #expect(summary.schema == Schema.version && summary.node == alpha.identity.description)
        #expect(summary.path == path && summary.bytes == DatabaseFile.size(path) && summary.bytes > 100_000)
        #expect(try alpha.files() == ["hotline.db", "hotline.db-wal", "hotline.db-shm", "copy"])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // Bytes 18 and 19 of a database say whether it needs a write-ahead log beside it: 2 is yes.
        #expect(try SystemFile.read(path, access: .anybody, limit: 1 << 24)[18...19] == [1, 1])
        let expected = try GoldenContents(of: alpha.store, lines: GoldenLine.lines)
        let found = try CopiedHome(database: path, of: alpha).look {
            try GoldenContents(of: $0, lines: GoldenLine.lines)
        }
        #expect(found == expected)
    }

    @Test("what is committed between two steps is in the copy, the log is moved as ever, and a rollback does no harm")
    func commitsMeanwhile() async throws {
        let line = try TestLine()
        let store = line.alpha.store
        for _ in 0..<6 { try await line.say([try line.submission(String(repeating: "a", count: 500_000))]) }
        let copy = try DatabaseCopy(for: line.alpha.file("copy"))
        let pages = try Self.onWriter(store) { try copy.begin($0) }
        var steps: [CopyProgress] = []
        while steps.last?.isDone != true {
            steps.append(try Self.onWriter(store) { _ in try copy.step(pages, 100) })
            guard steps.count <= 12 else { continue }
            try await line.say([try line.submission(String(repeating: "b", count: 500_000))])
            #expect(DatabaseFile.size(store.path + "-wal") < StoreLimits.writeAheadBytes + 1_000_000)
            if steps.count == 5 { try await Self.failToCommit(line) }
        }
        Self.onWriter(store) { _ in pages.finish() }
        let summary = try copy.place(identity: line.alpha.identity)
        #expect(steps.count > 12)
        #expect(summary.logs.map(\.size) == [19])
        let state = try CopiedHome(database: summary.path, of: line.alpha).look {
            try $0.ledgerState(of: line.alphaLine.id)
        }
        #expect(state == line.alphaLedger.state)
    }

    @Test("what is committed after the last step is not in the copy, and the copy is whole")
    func commitAfter() async throws {
        let line = try TestLine()
        try await line.say([try line.submission("in")])
        let summary = try await line.alpha.store.backup(to: line.alpha.file("copy"))
        try await line.say([try line.submission("not in")])
        #expect(summary.logs.map(\.size) == [2])
        let size = try CopiedHome(database: summary.path, of: line.alpha).look {
            try $0.head(of: line.alphaLine.id).size
        }
        #expect(size == 2)
    }

    @Test("the progress rises to the end")
    func progress() async throws {
        let line = try TestLine()
        for _ in 0..<4 { try await line.say([try line.submission(String(repeating: "a", count: 900_000))]) }
        let (stream, report) = AsyncStream.makeStream(of: CopyProgress.self)
        _ = try await line.alpha.store.backup(to: line.alpha.file("copy")) { report.yield($0) }
        report.finish()
        var steps: [CopyProgress] = []
        for await step in stream { steps.append(step) }
        #expect(steps.count > 3 && steps.map(\.copied) == steps.map(\.copied).sorted())
        #expect(steps.last?.isDone == true && steps.last?.copied == steps.last?.total)
    }

    @Test("a file that is there is refused and left as it is")
    func exists() async throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try SystemFile.create(alpha.file("copy"), [1, 2, 3], mode: 0o600)
        await #expect(throws: StoreError.exists(path: alpha.file("copy"))) {
            try await alpha.store.backup(to: alpha.file("copy"))
        }
        #expect(try SystemFile.read(alpha.file("copy"), access: .anybody, limit: 10) == [1, 2, 3])
    }

    @Test("a directory that is not there is refused by name")
    func noDirectory() async throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let path = alpha.file("no/copy")
        await #expect(throws: StoreError.notWritten(path: path, reason: "No such file or directory")) {
            try await alpha.store.backup(to: path)
        }
    }

    @Test("a copy without space is refused by name, leaves nothing, and the store goes on")
    func full() async throws {
        let line = try TestLine()
        try await line.say([try line.submission(String(repeating: "a", count: 500_000))])
        let path = line.alpha.file("copy")
        #expect(throws: StoreError.notWritten(path: path, reason: "no space is left")) {
            try Self.onWriter(line.alpha.store) {
                try DatabaseCopy.make(of: $0, at: path, identity: line.alpha.identity, pageLimit: 60)
            }
        }
        #expect(try line.alpha.files() == ["hotline.db", "hotline.db-wal", "hotline.db-shm"])
        try await line.say([try line.submission("after")])
    }

    @Test("a copy that would leave less than the reserve is refused before it is begun")
    func reserve() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let draft = try FileDraft(for: alpha.file("copy"))
        try draft.requireSpace(1)
        let refusal = #expect(throws: StoreError.self) { try draft.requireSpace(1, reserve: .max / 2) }
        guard case .noSpace(let path, let needed, _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(path == alpha.file("copy") && needed == UInt64(Int.max / 2) + 1)
    }

    @Test("a database that contradicts itself gives no backup")
    func damaged() async throws {
        let line = try await RecoveryTests.line()
        try Self.onWriter(line.alpha.store) {
            try $0.execute(sql: "UPDATE head SET issued_at = issued_at + 1")
        }
        let error = await #expect(throws: StoreError.self) {
            try await line.alpha.store.backup(to: line.alpha.file("copy"))
        }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try line.alpha.files() == ["hotline.db", "hotline.db-wal", "hotline.db-shm"])
    }

    @Test("closing the store ends a copy that runs")
    func closing() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        let copy = try DatabaseCopy(for: alpha.file("copy"))
        let pages = try alpha.store.pool.writeWithoutTransaction { try copy.begin($0) }
        alpha.store.copies.add(pages)
        try alpha.close()
        #expect(throws: StoreError.closed) { try copy.step(pages, 1) }
        try alpha.reopen()
    }

    @Test(
        "without a daemon the database is copied as it is, also one of an older schema", arguments: GoldenFiles.schemas)
    func offline(_ schema: Int) throws {
        let alpha = try GoldenFiles.copy(schema)
        try alpha.writeIdentity()
        let summary = try OfflineBackup.make(home: alpha.home, at: alpha.file("copy"))
        #expect(summary.schema == schema)
        #expect(try alpha.files() == ["hotline.db", "copy"])
        let found = try CopiedHome(database: summary.path, of: alpha).look {
            try GoldenContents(of: $0, lines: GoldenLine.lines)
        }
        let expected = try GoldenFiles.expected(schema)
        #expect(found == expected)
    }

    @Test("beside a running node a copy without it is refused with the node's process")
    func offlineInUse() throws {
        let alpha = try TestNode("alpha.example", seed: 1)
        try alpha.writeIdentity()
        #expect(throws: StoreError.inUse(pid: getpid())) {
            _ = try OfflineBackup.make(home: alpha.home, at: alpha.file("copy"))
        }
    }

    /// On the writer's queue, as a commit runs.
    private static func onWriter<Value>(_ store: SQLiteStore, _ body: (Database) throws -> Value) rethrows -> Value {
        try store.pool.writeWithoutTransaction(body)
    }

    private static func failToCommit(_ line: TestLine) async throws {
        let ledger = line.alphaLedger
        try FullDiskTests.limitPages(line.alpha.store, free: 10)
        let large = try line.submission(String(repeating: "x", count: 900_000))
        await #expect(throws: StoreError.full) { try await line.say([large]) }
        line.alphaLedger = ledger
        try FullDiskTests.limitPages(line.alpha.store, free: 100_000)
    }
}
