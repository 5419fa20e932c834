import CBOR
import COSE
import HotlineCrypto
import HotlineTestSupport

@testable import HotlineProtocol

/// One valid frame of each type and form.
enum FrameSamples {
    static func all() throws -> [Frame] {
        let bytes = try StatementForge().signed().bytes
        let salt = [UInt8](repeating: 3, count: Limits.saltBytes)
        let opening = StatementFrame.Opening(transfer: 7, salt: salt, first: Array("content".utf8))
        let empty = StatementFrame.Opening(transfer: .max, salt: salt, first: [])
        let chunk = [UInt8](repeating: 9, count: Limits.chunkBytes)
        return [
            .hello(try hello()),
            .statement(StatementFrame(statement: bytes, opening: opening)),
            .statement(StatementFrame(statement: bytes, opening: empty)),
            .statement(StatementFrame(statement: bytes, opening: nil)),
            .chunk(ChunkFrame(transfer: 7, offset: 16_384, bytes: chunk)),
            .chunk(ChunkFrame(transfer: 0, offset: 0, bytes: [1])),
            .receipt(try receipt(consistency: true)), .receipt(try receipt(consistency: false)),
            .credit(Credit(messages: 1, bytes: .max)), .ping(0), .pong(.max), .error(.gap), .error(.unavailable),
            .bye(.shutdown), .bye(.removed), .checkpoint(try checkpoint()), .cosignature(try cosignature()),
            .cosignature(try cosignature(.held(7))),
        ]
    }

    /// A HELLO with every member.
    static func hello() throws -> Hello {
        let fixture = try LogFixture()
        var hello = try fixture.beta.hello()
        hello.heldHead = try SignedHead(signing: fixture.alpha.head, key: fixture.alpha.identity.key).bytes
        hello.capabilities = ["one", "two"]
        hello.dialCounter = 5
        return hello
    }

    static func receipt(consistency: Bool) throws -> ReceiptFrame {
        let fixture = try LogFixture()
        let places = fixture.batch.map {
            ReceiptFrame.Place(stream: $0.signed.statement.stream, ordinal: $0.signed.statement.ordinal)
        }
        return ReceiptFrame(
            receipt: try fixture.receipt(), places: places,
            consistency: consistency ? try fixture.consistency(1, fixture.batch[0].head.size) : nil)
    }

    static func checkpoint() throws -> CheckpointFrame {
        CheckpointFrame(
            head: [1, 2], note: Array("note".utf8), consistency: MerkleConsistency(from: 1, to: 2, path: [.zero]))
    }

    static func cosignature(
        _ answer: CosignatureFrame.Answer = .cosigned([1])
    ) throws -> CosignatureFrame {
        CosignatureFrame(
            origin: try Sample.origin(TestIdentity.alpha(), TestIdentity.beta()), size: 1, answer: answer)
    }

    /// The elements of a frame's array.
    static func elements(_ frame: Frame) throws -> [CBORValue] {
        try Sample.need(CBORValue(decoding: frame.encoded()).asArray)
    }

    /// A frame's bytes with one element replaced.
    static func bytes(_ frame: Frame, setting index: Int, to value: CBORValue) throws -> [UInt8] {
        var parts = try elements(frame)
        parts[index] = value
        return CBORValue.array(parts).encoded()
    }
}
