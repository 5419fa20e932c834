import Foundation
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

@testable import HotlineArchive

@Suite("Damage to an export", .timeLimit(.minutes(10)))
struct DamageTests {
    @Test(
        "each of 1,000 damages is found by the audit, or changes nothing that is read",
        arguments: [(messages: 6, seeds: 0..<920), (messages: 260, seeds: 920..<1000)])
    func found(messages: Int, seeds: Range<Int>) throws {
        var line = try RecordedLine()
        try line.say(messages, body: messages > 100 ? Array("the same".utf8) : nil)
        try line.say(2, from: 1)
        let scratch = Scratch()
        try scratch.export(line.alpha)
        let files = try scratch.files()
        #expect(Self.audit(scratch.path) == .whole)
        let notes = try Self.checkpoints(scratch.path)
        var (found, harmless) = (0, 0)
        for seed in seeds {
            var random = SeededRandom(seed: UInt64(seed))
            let damage = Damage.random(files, &random)
            try damage.apply(to: scratch.path)
            if Self.audit(scratch.path) == .whole {
                harmless += 1
                try #require(try Self.isSame(scratch.path, line.alpha, notes), "seed \(seed): \(damage)")
            } else {
                found += 1
            }
            try damage.undo(in: scratch.path, files)
        }
        #expect(Self.audit(scratch.path) == .whole)
        #expect(found > seeds.count / 2)
        #expect(harmless > 0)
    }

    enum Found { case whole, not }

    static func audit(_ path: String) -> Found {
        guard let source = try? ExportSource(path: path), let alpha = try? TestIdentity.alpha(),
            let beta = try? TestIdentity.beta()
        else { return .not }
        let verdict = Auditor(source: source, keys: AuditKeys([alpha.line, beta.line])).audit()
        return verdict.outcome == .whole ? .whole : .not
    }

    static func checkpoints(_ path: String) throws -> [AuditCheckpoint] {
        let source = try ExportSource(path: path)
        return try source.logs().flatMap { try source.checkpoints(of: $0, after: nil, limit: 1000) }
    }

    /// Whether all that a reader gets of the directory is what was exported.
    private static func isSame(_ path: String, _ source: MemorySource, _ notes: [AuditCheckpoint]) throws -> Bool {
        let read = try ExportSource(path: path)
        let log = source.log
        guard try read.logs() == [log], try checkpoints(path) == notes, try read.streams(of: log) == source.streams,
            try read.leaves(of: log, from: 0, limit: .max) == source.leaves,
            try read.hashes(of: log, from: 0, limit: 10_000) == source.hashes,
            try read.heads(of: log, above: 0, limit: .max) == source.heads
        else { return false }
        return try source.leaves.allSatisfy { leaf in
            var body = try read.body(of: log, leaf: leaf.index)
            return try ExportTests.content(of: &body) == source.bodies[leaf.index]?.content
        }
    }
}

/// One thing that somebody or something did to the files.
enum Damage {
    case change(String, [UInt8])
    case delete(String)
    case insert(String, [UInt8])
    case swap(String, String)

    static func random(_ files: [String: [UInt8]], _ random: inout SeededRandom) -> Damage {
        let names = files.keys.sorted()
        let name = names[Int.random(in: names.indices, using: &random)]
        let other = names[Int.random(in: names.indices, using: &random)]
        let bytes = files[name] ?? []
        let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0...4: return .change(name, bytes.flipping(bit: place * 8 + Int.random(in: 0..<8, using: &random)))
        case 5: return .change(name, Array(bytes[..<place]))
        case 6: return .change(name, Array(bytes[..<place] + bytes[min(bytes.count, place + 40)...]))
        case 7: return .change(name, Array(bytes[..<place] + random.bytes(40) + bytes[place...]))
        case 8: return .change(name, files[other] ?? [])
        case 9: return .delete(name)
        case 10: return .insert(name + ".\(place)", bytes)
        default: return .swap(name, other)
        }
    }

    func apply(to path: String) throws {
        switch self {
        case .change(let name, let bytes), .insert(let name, let bytes): try Files.write(bytes, path + "/" + name)
        case .delete(let name): try FileManager.default.removeItem(atPath: path + "/" + name)
        case .swap(let one, let other):
            let files = try Files.read(path)
            try Files.write(files[other] ?? [], path + "/" + one)
            try Files.write(files[one] ?? [], path + "/" + other)
        }
    }

    func undo(in path: String, _ files: [String: [UInt8]]) throws {
        switch self {
        case .change(let name, _), .delete(let name): try Files.write(files[name] ?? [], path + "/" + name)
        case .insert(let name, _): try FileManager.default.removeItem(atPath: path + "/" + name)
        case .swap(let one, let other):
            try Files.write(files[one] ?? [], path + "/" + one)
            try Files.write(files[other] ?? [], path + "/" + other)
        }
    }
}
