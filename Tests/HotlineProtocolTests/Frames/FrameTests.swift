import CBOR
import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Frame")
struct FrameTests {
    @Test("a frame of each type and form is read back as it was written")
    func roundTrip() throws {
        for frame in try FrameSamples.all() {
            let bytes = frame.encoded()
            #expect(try Frame(decoding: bytes) == frame)
            #expect(try Frame(decoding: bytes).encoded() == bytes)
        }
    }

    @Test(
        "unknown types and what is no number are refused",
        arguments: [
            CBORValue.unsigned(11), .unsigned(23), .unsigned(.max),
            .negative(0),
            .text("hello"), .bytes([0]), .null, .bool(true), .array([]),
        ])
    func unknownType(_ type: CBORValue) {
        let bytes = CBORValue.array([type, .unsigned(0)]).encoded()
        #expect(throws: FrameError.unknownType) { try Frame(decoding: bytes) }
    }

    @Test("what is no array, or an empty one, is refused")
    func notArray() {
        #expect(throws: FrameError.unknownType) { try Frame(decoding: CBORValue.array([]).encoded()) }
        for value in [CBORValue.unsigned(7), .map([0: 1]), .null, .tagged(18, .array([7, 0]))] {
            #expect(throws: FrameError.malformed("array")) { try Frame(decoding: value.encoded()) }
        }
    }

    @Test("a frame with an element more or less is refused")
    func arity() throws {
        for frame in try FrameSamples.all() {
            let parts = try FrameSamples.elements(frame)
            let more = CBORValue.array(parts + [.unsigned(0)]).encoded()
            #expect(throws: FrameError.self, "\(parts[0]) and one more") { try Frame(decoding: more) }
            let less = CBORValue.array(parts.dropLast()).encoded()
            #expect(throws: FrameError.self, "\(parts[0]) and one less") { try Frame(decoding: less) }
        }
    }

    @Test("a frame cut short anywhere is refused, and so is one with a byte more")
    func truncation() throws {
        for frame in try FrameSamples.all() {
            let bytes = frame.encoded()
            for part in bytes.truncations where part.count < 300 || part.count > bytes.count - 4 {
                #expect(throws: FrameError.self) { try Frame(decoding: part) }
            }
            #expect(throws: FrameError.self) { try Frame(decoding: bytes + [0]) }
        }
    }

    @Test("a frame over its limit is refused before it is looked at")
    func tooLarge() {
        let count = Limits.frameBytes + 1
        #expect(throws: FrameError.tooLarge(count)) { try Frame(decoding: [UInt8](repeating: 0, count: count)) }
    }

    @Test("an error or a bye of a later version is taken for the most careful that this one knows")
    func laterNames() throws {
        let error = CBORValue.array([9, .text("later")]).encoded()
        #expect(try Frame(decoding: error) == .error(.violation))
        let bye = CBORValue.array([10, .text("later")]).encoded()
        #expect(try Frame(decoding: bye) == .bye(.shutdown))
    }

    @Test("each element of the wrong type or out of its limits is refused")
    func elements() throws {
        let long = CBORValue.bytes([UInt8](repeating: 0, count: Limits.chunkBytes + 1))
        let faults: [(Int, Int, CBORValue)] = [
            (1, 1, .text("x")), (1, 1, .bytes([UInt8](repeating: 0, count: Limits.statementBytes + 1))),
            (1, 2, .negative(0)), (1, 3, .bytes([1])), (1, 3, .bytes([UInt8](repeating: 0, count: 17))),
            (1, 4, long), (1, 4, .null),
            (4, 1, .text("7")), (4, 2, .negative(0)), (4, 3, long), (4, 3, .bytes([])), (4, 3, .text("x")),
            (6, 1, .bytes([])), (6, 1, .null), (6, 2, .array([])), (6, 2, .null), (6, 3, .array([])),
            (6, 3, .unsigned(0)), (6, 3, .array([1, 2, .array([.bytes([1])])])),
            (6, 3, .array([1, 2, .array(Array(repeating: .bytes(Digest.zero.bytes), count: 64))])),
            (8, 1, .null), (8, 2, .negative(0)), (9, 1, .text("0")), (10, 1, .negative(0)), (11, 1, .unsigned(1)),
            (13, 1, .bytes([])), (0, 1, .array([])),
            (15, 1, .bytes([])), (15, 1, .bytes([UInt8](repeating: 0, count: Limits.headBytes + 1))),
            (15, 2, .bytes([])), (15, 2, .bytes([UInt8](repeating: 0, count: Limits.checkpointBytes + 1))),
            (15, 2, .text("note")), (15, 3, .unsigned(0)), (16, 1, .bytes([])), (16, 1, .text("alpha.example")),
            (16, 2, .negative(0)), (16, 3, .null), (16, 3, .bytes([])),
            (16, 3, .bytes([UInt8](repeating: 0, count: Limits.cosignatureBytes + 1))),
        ]
        let frames = try FrameSamples.all()
        for (index, element, value) in faults {
            let bytes = try FrameSamples.bytes(frames[index], setting: element, to: value)
            #expect(throws: FrameError.self, "frame \(index), element \(element)") { try Frame(decoding: bytes) }
        }
    }

    @Test("a receipt frame with places that are malformed, or not as many as proofs, is refused")
    func places() throws {
        let frame = Frame.receipt(try FrameSamples.receipt(consistency: true))
        let places = try Sample.need(FrameSamples.elements(frame)[2].asArray)
        let place = try Sample.need(places[0].asArray)
        var lists: [[CBORValue]] = [Array(places.dropLast()), places + [places[0]]]
        lists.append(Array(repeating: places[0], count: Limits.proofsPerReceipt + 1))
        let faults: [(Int, CBORValue)] = [
            (0, .text("CSIRT")), (0, .bytes([])), (1, .unsigned(4)), (1, .unsigned(300)), (2, .bytes([1])),
            (3, .unsigned(0)), (3, .unsigned(.max)),
        ]
        for (index, value) in faults {
            var changed = place
            changed[index] = value
            lists.append([.array(changed)] + places.dropFirst())
        }
        lists.append([.array(place.dropLast())] + places.dropFirst())
        lists.append([.array(place + [0])] + places.dropFirst())
        for list in lists {
            let bytes = try FrameSamples.bytes(frame, setting: 2, to: .array(list))
            #expect(throws: FrameError.self) { try Frame(decoding: bytes) }
        }
    }

    @Test("the largest receipt, of 32 proofs in the deepest tree, fits a frame")
    func largestReceipt() throws {
        let fixture = try LogFixture()
        let size = UInt64(1) << 40
        let path = [Digest](repeating: .zero, count: 40)
        let inclusions = (0..<Limits.proofsPerReceipt).map {
            MerkleInclusion(treeSize: size, leafIndex: UInt64($0), path: path)
        }
        let receipt = try Receipt(head: fixture.head(size: size, root: .zero), inclusions: inclusions)
        let channel = try Sample.need(ChannelName(String(repeating: "c", count: Limits.channelNameCharacters)))
        let places = try (1...Limits.proofsPerReceipt).map { number in
            ReceiptFrame.Place(
                stream: Stream(channel: channel, precedence: .flash),
                ordinal: try Sample.need(
                    Ordinal(epoch: Sample.epoch(1), sequence: UInt64(Int64.max) - UInt64(number))))
        }
        let consistency = MerkleConsistency(from: 1, to: size, path: path)
        let frame = Frame.receipt(ReceiptFrame(receipt: receipt, places: places, consistency: consistency))
        #expect(frame.encoded().count <= Limits.frameBytes)
        #expect(try Frame(decoding: frame.encoded()) == frame)
    }

    @Test("random bytes never trap, whatever they are taken for", arguments: UInt64(1)...4)
    func random(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let frames = try FrameSamples.all().map { $0.encoded() }
        for _ in 0..<2000 {
            var bytes = frames.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            if let frame = try? Frame(decoding: bytes) { #expect(frame.encoded().count <= Limits.frameBytes) }
            _ = try? Frame(decoding: random.bytes(Int.random(in: 0...40, using: &random)))
        }
    }
}
