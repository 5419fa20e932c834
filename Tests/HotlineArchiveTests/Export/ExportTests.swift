import Foundation
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineArchive

@Suite("Export")
struct ExportTests {
    @Test("what is read back from the directory is what the source has", arguments: [3, 40, 300])
    func roundTrip(messages: Int) throws {
        var line = try RecordedLine()
        try line.say(messages, body: messages > 100 ? Array("the same".utf8) : nil)
        try line.say(3, from: 1)
        let scratch = Scratch()
        let summary = try scratch.export(line.alpha)
        #expect(summary.logs.map(\.size) == [line.alpha.log.size])
        #expect(summary.bodies == line.alpha.bodies.count)
        let read = try ExportSource(path: scratch.path)
        try Self.expectSame(read, line.alpha)
    }

    @Test("the names of bodies are the digests of their files, and the checkpoint verifies under the log's name")
    func publicFormats() throws {
        var line = try RecordedLine()
        try line.say(5)
        let scratch = Scratch()
        try scratch.export(line.alpha)
        let files = try scratch.files()
        let bodies = files.filter { $0.key.hasPrefix("body/") }
        #expect(bodies.count == 5)
        for (name, bytes) in bodies { #expect(name.hasSuffix("/\(Digest.sha256(bytes))")) }
        let alpha = try TestIdentity.alpha().line
        let note = try SignedNote(parsing: try #require(files["a1a1a1a1a1a1a1a1/checkpoint"]))
        let origin = try #require(NoteName(line.alpha.log.origin))
        let verified = try VerifiedCheckpoint(verifying: note, origin: origin, key: alpha.key)
        #expect(verified.checkpoint.size == line.alpha.log.size)
        #expect(verified.checkpoint.root.bytes == line.alpha.heads.last?.root)
        #expect(files["keys"] == Array("\(alpha)\n\(try TestIdentity.beta().line)\n".utf8))
    }

    @Test("a link in the place of the directory of drafts is refused, and nothing behind it is removed")
    func linkedDrafts() throws {
        var line = try RecordedLine()
        try line.say(3)
        let (scratch, other) = (Scratch(), Scratch())
        try scratch.export(line.alpha)
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: false)
        for name in ["1", "4711"] { try Files.write([1], other.path + "/" + name) }
        let drafts = scratch.path + "/" + ExportPath.drafts
        try FileManager.default.createSymbolicLink(atPath: drafts, withDestinationPath: other.path)
        #expect(throws: ExportError.self) { try scratch.export(line.alpha) }
        #expect(try other.files().keys.sorted() == ["1", "4711"])
        try FileManager.default.removeItem(atPath: drafts)
        try FileManager.default.copyItem(atPath: other.path, toPath: drafts)
        try scratch.export(line.alpha)
        #expect(!FileManager.default.fileExists(atPath: drafts), "what an interrupted run left is removed")
    }

    @Test("running again writes only what is new, and full tiles are never written again")
    func again() throws {
        var line = try RecordedLine()
        try line.say(300, body: Array("the same".utf8))
        let scratch = Scratch()
        try scratch.export(line.alpha)
        let before = try scratch.files()
        #expect(try scratch.export(line.alpha).files == 0)
        #expect(try scratch.files() == before)
        try line.say(10)
        var written: [String] = []
        try scratch.export(line.alpha) { written.append($0) }
        let full = before.keys.filter { !$0.contains(".p/") && $0.contains("/tile/") }
        #expect(!full.isEmpty)
        #expect(Set(written).isDisjoint(with: full))
        #expect(written.filter { $0.hasPrefix("body/") }.count == 10)
        let fresh = Scratch()
        try fresh.export(line.alpha)
        #expect(try scratch.files() == fresh.files())
    }

    @Test("an export that is interrupted at any file is finished by the next run")
    func interrupted() throws {
        struct Crash: Error {}
        var line = try RecordedLine()
        try line.say(4)
        let first = line.alpha
        try line.say(252, body: Array("the same".utf8))
        try line.say(3, from: 1)
        let whole = Scratch()
        try whole.export(line.alpha)
        let expected = try whole.files()
        for place in 0..<100 {
            let scratch = Scratch()
            try scratch.export(first)
            var left = place
            let end: Void? = try? {
                try scratch.export(line.alpha) { _ in
                    if left == 0 { throw Crash() }
                    left -= 1
                }
            }()
            // What the first run wrote can still be read, or already the new state.
            let size = try ExportSource(path: scratch.path).logs().first?.size
            #expect(size == first.log.size || size == line.alpha.log.size)
            try scratch.export(line.alpha)
            try #require(try scratch.files() == expected, "interrupted at file \(place)")
            if end != nil { return }
        }
        Issue.record("more files than expected")
    }

    @Test("another history does not mix with what is there")
    func otherHistory() throws {
        var line = try RecordedLine()
        var other = line
        try line.say(5)
        try other.say(5, body: Array("something else".utf8))
        let scratch = Scratch()
        try scratch.export(line.alpha)
        #expect(throws: ExportError.self) { try scratch.export(other.alpha) }
        #expect(throws: ExportError.self) { try scratch.export(line.beta) }
        try Self.expectSame(try ExportSource(path: scratch.path), line.alpha)
    }

    @Test("a body that was erased at the node goes from the export too")
    func erased() throws {
        var line = try RecordedLine()
        try line.say(3)
        let scratch = Scratch()
        try scratch.export(line.alpha)
        var source = line.alpha
        let index = try #require(source.bodies.keys.min())
        source.bodies[index] = nil
        source.change(Int(index)) { $0.with(erasedAt: 1_795_298_900_000) }
        #expect(try scratch.export(source).removed == 1)
        #expect(try scratch.files().keys.filter { $0.hasPrefix("body/") }.count == 2)
        try Self.expectSame(try ExportSource(path: scratch.path), source)
    }

    @Test("links are not followed, and two do not write at once")
    func links() throws {
        var line = try RecordedLine()
        try line.say(2)
        let (scratch, elsewhere) = (Scratch(), Scratch())
        try scratch.export(line.alpha)
        try elsewhere.export(line.alpha)
        let name = "/a1a1a1a1a1a1a1a1/index"
        try FileManager.default.removeItem(atPath: scratch.path + name)
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + name, withDestinationPath: elsewhere.path + name)
        let source = try ExportSource(path: scratch.path)
        let log = try #require(try source.logs().first)
        #expect(throws: AuditSourceError.self) { try source.leaves(of: log, from: 0, limit: 10) }
        #expect(throws: ExportError.self) { try scratch.export(line.alpha) }
    }

    static func expectSame(_ read: ExportSource, _ source: MemorySource) throws {
        #expect(try read.logs() == [source.log])
        let log = source.log
        for start in [0, 1, 255, 256, 300] {
            for limit in [1, 7, 1000] {
                #expect(
                    try read.leaves(of: log, from: UInt64(start), limit: limit)
                        == source.leaves(of: log, from: UInt64(start), limit: limit))
                #expect(
                    try read.hashes(of: log, from: UInt64(start), limit: limit)
                        == source.hashes(of: log, from: UInt64(start), limit: limit))
                #expect(
                    try read.heads(of: log, above: UInt64(start), limit: limit)
                        == source.heads(of: log, above: UInt64(start), limit: limit))
            }
        }
        #expect(try read.streams(of: log) == source.streams)
        for leaf in source.leaves {
            var body = try read.body(of: log, leaf: leaf.index)
            let content = try Self.content(of: &body)
            #expect(body?.salt == source.bodies[leaf.index]?.salt)
            #expect(content == source.bodies[leaf.index]?.content)
        }
    }

    static func content(of body: inout (any AuditBody)?) throws -> [UInt8]? {
        guard body != nil else { return nil }
        var content: [UInt8] = []
        while let part = try body?.next() { content += part }
        return content
    }
}
