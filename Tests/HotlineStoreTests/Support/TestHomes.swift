import Foundation
import HotlineCrypto

@testable import HotlineStore

/// A home whose database is a copy of another file, as a crash or a restore leaves it; it goes away with the value.
final class CopiedHome {
    let home: Home
    let identity: KeyLine

    /// A new home with that file as its database.
    init(database: String, of node: TestNode) throws {
        (home, identity) = (try TestNode.makeHome(), node.identity)
        try FileManager.default.copyItem(atPath: database, toPath: home.database)
    }

    /// Everything in the node's home as it is now: what a kill at this moment leaves.
    init(crashed node: TestNode) throws {
        (home, identity) = (try TestNode.makeHome(), node.identity)
        for name in try FileManager.default.contentsOfDirectory(atPath: node.home.path) where name != "lock" {
            try FileManager.default.copyItem(atPath: node.home.path + "/" + name, toPath: home.path + "/" + name)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: home.path) }

    func open() throws -> SQLiteStore {
        try SQLiteStore.open(home: home, identity: identity, epoch: TestNode.epoch(210, 1), at: TestNode.start)
    }

    /// Opens it, looks, and closes it.
    func look<Value>(_ body: (SQLiteStore) throws -> Value) throws -> Value {
        let store = try open()
        let value = try body(store)
        try store.close()
        return value
    }
}

extension TestNode {
    /// A path beside the database.
    func file(_ name: String) -> String { home.path + "/" + name }

    /// What is in the home but the lock and the identity.
    func files() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: home.path)).subtracting(["lock", "identity.pub"])
    }

    /// Writes `identity.pub`, for what is opened by its home alone.
    func writeIdentity() throws {
        try SystemFile.create(home.identityLine, Array("\(identity)\n".utf8), mode: 0o644)
    }
}
