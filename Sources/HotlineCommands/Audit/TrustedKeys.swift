import HotlineArchive
import HotlineAudit
import HotlineCrypto
import HotlineStore

/// The keys that an audit of a home trusts, each with the place that it came from.
struct TrustedKeys {
    /// One key.
    struct Entry: Encodable, Equatable {
        let keyLine: String
        /// `identity.pub`, `database` or `--key`.
        let from: String

        enum CodingKeys: String, CodingKey {
            case from
            case keyLine = "key_line"
        }
    }

    let entries: [Entry]
    /// The same, for the verifier.
    let audit: AuditKeys

    /// This node's own key from `identity.pub`, the peers' from the database, and for each name given with `--key` that alone.
    init(home: Home, source: DatabaseSource, given: [KeyLine]) throws {
        let names = Set(given.map(\.name))
        var found = given.map { ($0, "--key") }
        if let own = try? IdentityFile.keyLine(in: home) {
            if !names.contains(own.name) { found.append((own, "identity.pub")) }
        } else if given.isEmpty {
            // Without a key that the database cannot have changed, nothing can be verified.
            throw AuditSourceError.unreadable(
                "\(home.identityLine) cannot be read; give this node's key line with --key")
        }
        for line in try source.logs().compactMap({ try? KeyLine(parsing: $0.peer) })
        where !names.contains(line.name) && !found.contains(where: { $0.0 == line }) {
            found.append((line, "database"))
        }
        entries = found.map { Entry(keyLine: $0.0.description, from: $0.1) }
        audit = AuditKeys(found.map(\.0))
    }

    /// For an export: those that were given, and those of a home that is here.
    init(export keys: [KeyLine], given: [KeyLine]) {
        entries = keys.map { Entry(keyLine: $0.description, from: given.contains($0) ? "--key" : "home") }
        audit = AuditKeys(keys)
    }
}
