import Foundation
import GRDB
import HotlineCrypto

/// A backup while it is made: pages come into a draft, the draft is checked, and then it gets its name.
struct DatabaseCopy: Sendable {
    let draft: FileDraft
    private let target: DatabaseQueue

    /// An empty draft for a file that must not be there.
    /// - Parameter pageLimit: pages that the copy may have; tests set it, to SQLite it is a full disk.
    init(for path: String, pageLimit: Int? = nil) throws(StoreError) {
        draft = try FileDraft(for: path)
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // A crash leaves a draft that nobody reads, so the copy needs no journal; it is synced here, before it is placed.
            try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            if let pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        do { target = try DatabaseQueue(path: draft.path, configuration: configuration) } catch {
            throw Self.refusal(error, draft.place)
        }
    }

    /// Begins to copy; on the queue of the source.
    func begin(_ source: Database) throws(StoreError) -> PageCopy {
        do {
            let pages = try source.first("PRAGMA page_count") { try $0.unsigned() } ?? 0
            let size = try source.first("PRAGMA page_size") { try $0.unsigned() } ?? 0
            try draft.requireSpace(pages * size)
            return try PageCopy(of: source, to: target)
        } catch {
            throw Self.refusal(error, draft.place)
        }
    }

    /// Copies some pages; on the queue of the source.
    func step(_ copy: PageCopy, _ pages: Int32) throws(StoreError) -> CopyProgress {
        do { return try copy.step(pages) } catch { throw Self.refusal(error, draft.place) }
    }

    /// Checks the whole copy, syncs it and gives it its name. It blocks for as long as reading all of it takes.
    func place(identity: KeyLine, known: Int = Schema.version) throws(StoreError) -> DatabaseSummary {
        do { try target.close() } catch { throw Self.refusal(error, draft.place) }
        let found = try DatabaseCheck.run(draft.path, identity: identity, known: known)
        try draft.link()
        return DatabaseSummary(
            path: draft.place, bytes: found.bytes, schema: found.schema, node: found.node, logs: found.logs)
    }

    /// The whole copy in one go, for a database that nobody else uses; on the queue of the source.
    static func make(
        of source: Database, at path: String, identity: KeyLine, known: Int = Schema.version, pageLimit: Int? = nil
    ) throws(StoreError) -> DatabaseSummary {
        let copy = try DatabaseCopy(for: path, pageLimit: pageLimit)
        let pages = try copy.begin(source)
        defer { pages.finish() }
        guard try copy.step(pages, -1).isDone else {
            throw .notWritten(path: path, reason: "SQLite did not copy all pages")
        }
        pages.finish()
        return try copy.place(identity: identity, known: known)
    }

    private static func refusal(_ error: any Error, _ path: String) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            .notWritten(path: path, reason: "no space is left")
        default: .notWritten(path: path, reason: "\(StoreError(reading: error, path: path))")
        }
    }
}
