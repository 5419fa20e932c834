import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Ids, ordinals and bodies")
struct ValueTests {
    @Test("a message id is a UUID of version 7 with the time in front (RFC 9562 appendix A.6)")
    func vector() throws {
        let text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        let id = try #require(MessageID(text: text))
        #expect(id.description == text)
        #expect(Array(id.bytes.prefix(6)) == [0x01, 0x7f, 0x22, 0xe2, 0x79, 0xb0])
        let time = UTCTime(milliseconds: 0x017f_22e2_79b0)
        #expect(MessageID(at: time, random: Array(id.bytes.suffix(10))) == id)
    }

    @Test("an id has the version and variant whatever the random bytes are", arguments: [UInt8(0), 0x55, 0xAA, 0xFF])
    func forced(_ byte: UInt8) throws {
        let id = try #require(MessageID(at: Sample.time, random: [UInt8](repeating: byte, count: 10)))
        #expect(MessageID(id.bytes) == id)
        #expect(MessageID(text: id.description) == id)
    }

    @Test("later ids sort after earlier ones")
    func sorted() throws {
        let ids = try (0..<20).map { step in
            try Sample.need(
                MessageID(
                    at: UTCTime(milliseconds: Sample.time.milliseconds + step),
                    random: [UInt8](repeating: UInt8(255 - step), count: 10)))
        }
        let texts = ids.map(\.description)
        #expect(texts == texts.sorted())
    }

    @Test("an id needs ten random bytes", arguments: [0, 9, 11])
    func random(_ count: Int) {
        #expect(MessageID(at: Sample.time, random: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test(
        "other UUIDs and texts are no message id",
        arguments: [
            "", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-d8c4-dc0c0c07398f", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
            "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "{017f22e2}",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
            " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        ])
    func notID(_ text: String) {
        #expect(MessageID(text: text) == nil)
    }

    @Test("an epoch has 16 bytes; a sequence begins at 1 and fits a store's integer")
    func ordinals() throws {
        #expect(Epoch([UInt8](repeating: 0, count: 15)) == nil)
        #expect(Epoch([UInt8](repeating: 0, count: 17)) == nil)
        let epoch = try Sample.epoch(1)
        #expect(Ordinal(epoch: epoch, sequence: 0) == nil)
        #expect(Ordinal(epoch: epoch, sequence: 1) != nil)
        #expect(Ordinal(epoch: epoch, sequence: UInt64(Int64.max)) != nil)
        #expect(Ordinal(epoch: epoch, sequence: UInt64(Int64.max) + 1) == nil)
    }

    @Test("a body's digest is SHA-256 of the salt and the content, and says whether a body is the one")
    func body() throws {
        let body = try Sample.body([1, 2, 3])
        #expect(body.digest == Digest.sha256(body.salt + [1, 2, 3]))
        let descriptor = BodyDescriptor(digest: body.digest, size: 3, mediaType: "a/b", language: nil)
        #expect(body.matches(try Sample.need(descriptor)))
        #expect(!(try Sample.body([1, 2, 4]).matches(try Sample.need(descriptor))))
        let longer = BodyDescriptor(digest: body.digest, size: 4, mediaType: "a/b", language: nil)
        #expect(!body.matches(try Sample.need(longer)))
    }

    @Test("a body has a salt of 16 bytes and at most 16 MiB")
    func bodyLimits() {
        let salt = [UInt8](repeating: 0, count: 16)
        #expect(SaltedBody(salt: [], content: []) == nil)
        #expect(SaltedBody(salt: salt + [0], content: []) == nil)
        #expect(SaltedBody(salt: salt, content: []) != nil)
        #expect(SaltedBody(salt: salt, content: [UInt8](repeating: 0, count: 16 << 20)) != nil)
        #expect(SaltedBody(salt: salt, content: [UInt8](repeating: 0, count: (16 << 20) + 1)) == nil)
        #expect(BodyDescriptor(digest: .zero, size: -1, mediaType: "a/b", language: nil) == nil)
        #expect(BodyDescriptor(digest: .zero, size: (16 << 20) + 1, mediaType: "a/b", language: nil) == nil)
    }

    @Test("an officer's decision names the officer in 1 to 256 bytes")
    func decisions() {
        #expect(StatementDetails(decision: .accepted, officer: "") == nil)
        #expect(StatementDetails(decision: .denied, officer: String(repeating: "ä", count: 129)) == nil)
        #expect(StatementDetails(decision: .pending, officer: String(repeating: "ä", count: 128)) != nil)
    }

    @Test("the limits of the wire format are those of the protocol's document")
    func limits() {
        let table: [(Int, Int)] = [
            (Limits.statementBytes, 4096), (Limits.detailsBytes, 1024), (Limits.bodyBytes, 16_777_216),
            (Limits.chunkBytes, 16_384), (Limits.saltBytes, 16), (Limits.frameBytes, 98_304), (Limits.headBytes, 512),
            (Limits.openingBytes, 1024), (Limits.proofsPerReceipt, 32), (Limits.channels, 32), (Limits.streams, 128),
            (Limits.mediaTypeCharacters, 127), (Limits.languageTagCharacters, 35), (Limits.officerBytes, 256),
            (Limits.codeCharacters, 64), (Limits.batchStatements, 256), (Limits.batchBytes, 1_048_576),
        ]
        for (limit, value) in table { #expect(limit == value) }
    }

    @Test("the times are those of the one table")
    func timeouts() {
        let times = Timeouts()
        #expect([times.handshake, times.hello, times.ping, times.chunkStall] == [5, 5, 5, 30].map { .seconds($0) })
        #expect(times.pingsUntilDead == 3)
        #expect(times.doubt == times.ping * 2, "doubt is looked for when a ping is due")
        #expect(times.backoffLongest == .seconds(2))
    }
}
