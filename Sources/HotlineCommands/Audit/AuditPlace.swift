import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineStore

/// What a path names: an export, or a home with its database.
enum AuditPlace {
    /// Opens it for reading.
    static func open(_ path: String) throws -> any AuditSource {
        let path = FilePath.absolute(path)
        let database = Home(path: path).database
        if Home.hasFile(database), !Home.hasFile(path + "/export.cbor") { return try DatabaseSource(path: database) }
        return try ExportSource(path: path)
    }

    /// The keys that were given, and those of the home where there is one and no key of that name was given.
    static func keys(_ given: [KeyLine], home: Home) -> [KeyLine] {
        let names = Set(given.map(\.name))
        guard let own = try? IdentityFile.keyLine(in: home), let source = try? DatabaseSource(path: home.database)
        else {
            return given
        }
        defer { source.close() }
        let peers = ((try? source.logs()) ?? []).compactMap { try? KeyLine(parsing: $0.peer) }
        return given + ([own] + peers).filter { !names.contains($0.name) }
    }

    /// A key line as it was given.
    static func keyLine(_ text: String) throws(CommandFailure) -> KeyLine {
        do {
            return try KeyLine(parsing: text)
        } catch {
            throw CommandFailure(.failed, code: "bad_key_line", "this key line is refused: \(error)")
        }
    }
}
