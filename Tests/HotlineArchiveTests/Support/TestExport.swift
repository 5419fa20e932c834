import Foundation
import HotlineCrypto
import HotlineTestSupport

@testable import HotlineArchive
@testable import HotlineAudit

/// A directory that goes with its test.
final class Scratch {
    let path = "/tmp/hotline-export-\(UInt64.random(in: 0 ... .max))"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Exports all logs of a source into it.
    @discardableResult
    func export(_ source: MemorySource, beforeRename: ((String) throws -> Void)? = nil) throws -> Exporter.Summary {
        let owner = source.log.owner == (try TestIdentity.alpha()).line.description
        let key = owner ? try TestIdentity.alpha().key : try TestIdentity.beta().key
        let exporter = try Exporter(
            source: source, to: path, signer: CheckpointSigner(key: key), report: { _ in }, beforeRename: beforeRename)
        return try exporter.run(source.logs())
    }

    /// All files with their contents, by their paths below the directory.
    func files() throws -> [String: [UInt8]] { try Files.read(path) }
}

enum Files {
    static func read(_ path: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let found = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        for name in found {
            var isDirectory: ObjCBool = false
            let full = path + "/" + name
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory.boolValue else {
                continue
            }
            files[name] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: full)))
        }
        return files
    }

    static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
