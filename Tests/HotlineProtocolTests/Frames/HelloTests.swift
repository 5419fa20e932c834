import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("HELLO on the wire")
struct HelloTests {
    let hello: Hello

    init() throws {
        hello = try FrameSamples.hello()
    }

    private func read(_ change: (inout CBORMap) throws -> Void) throws -> Hello {
        var map = try Sample.need(hello.cbor.asMap)
        try change(&map)
        guard case .hello(let read) = try Frame(decoding: CBORValue.array([0, .map(map)]).encoded()) else {
            throw TestIdentity.Malformed()
        }
        return read
    }

    @Test("members that this version does not know are ignored")
    func unknown() throws {
        let read = try read {
            $0[98] = .text("later")
            $0[99] = .array([1, 2])
            $0[.text("x")] = .null
            $0[.negative(0)] = .bytes([1])
        }
        #expect(read == hello)
    }

    @Test("a later version may add numbers to the credit")
    func longerCredit() throws {
        #expect(try read { $0[3] = .array([7, 8, 9]) }.creditMessages == 7)
        #expect(try read { $0[3] = .array([7, 8, .text("x")]) }.creditBytes == 8)
    }

    @Test("a HELLO without a held head is read; without any other member it is refused", arguments: 1...12)
    func missing(_ key: Int) throws {
        if key == 9 {
            #expect(try read { $0[9] = nil }.heldHead == nil)
        } else {
            #expect(throws: FrameError.self) { try read { $0[key] = nil } }
        }
    }

    @Test("a member of the wrong type or out of its limits is refused by name")
    func malformed() throws {
        let stream = try Sample.need(hello.streams.first?.cbor)
        let many = Array(repeating: CBORValue.text("c"), count: Limits.capabilities + 1)
        let faults: [(Int, CBORValue, String)] = [
            (1, .text("0"), "minor version"), (2, .text("c"), "capabilities"), (2, .array([1]), "capabilities"),
            (2, .array(many), "capabilities"),
            (2, .array([.text(String(repeating: "c", count: Limits.codeCharacters + 1))]), "capabilities"),
            (3, .array([1]), "limits"), (3, .unsigned(1), "limits"), (3, .array([.negative(0), 1]), "message credit"),
            (3, .array([1, .null]), "byte credit"), (4, .text("Not A Name"), "node name"),
            (4, .bytes([1]), "node name"), (5, .bytes([1]), "epoch"), (6, .negative(0), "dial counter"),
            (7, .bytes([UInt8](repeating: 0, count: Limits.openingBytes + 1)), "opening"), (7, .null, "opening"),
            (8, .bytes([UInt8](repeating: 0, count: Limits.headBytes + 1)), "newest head"),
            (9, .bytes([UInt8](repeating: 0, count: Limits.headBytes + 1)), "held head"), (9, .null, "held head"),
            (10, .null, "streams"), (10, .array([.null]), "streams"), (10, .array([stream, stream]), "streams"),
            (10, .array(Array(repeating: stream, count: Limits.streams + 1)), "streams"),
            (11, .bytes([1]), "agreement digest"), (12, .text("now"), "clock"),
        ]
        for (key, value, member) in faults {
            #expect(throws: FrameError.malformed(member)) { try read { $0[key] = value } }
        }
    }

    @Test("a held stream with a member more, less or malformed is refused")
    func streams() throws {
        let parts = try Sample.need(hello.streams.first?.cbor.asArray)
        var lists = [Array(parts.dropLast()), parts + [0]]
        for (index, value) in [(0, CBORValue.text("")), (1, 9), (2, .bytes([])), (3, 0), (4, .bytes([1]))] {
            var changed = parts
            changed[index] = value
            lists.append(changed)
        }
        for list in lists {
            #expect(throws: FrameError.malformed("streams")) { try read { $0[10] = .array([.array(list)]) } }
        }
    }

    @Test("the largest HELLO, with every stream that a line may have, fits a frame")
    func largest() throws {
        var largest = hello
        largest.opening = [UInt8](repeating: 0, count: Limits.openingBytes)
        largest.newestHead = [UInt8](repeating: 0, count: Limits.headBytes)
        largest.heldHead = largest.newestHead
        let capability = String(repeating: "c", count: Limits.codeCharacters)
        largest.capabilities = Array(repeating: capability, count: Limits.capabilities)
        let ordinal = try Sample.need(Ordinal(epoch: Sample.epoch(1), sequence: UInt64(Int64.max)))
        largest.streams = try (0..<Limits.channels).flatMap { number in
            let name = String(repeating: "c", count: Limits.channelNameCharacters - 2) + "\(10 + number)"
            let channel = try Sample.need(ChannelName(name))
            return Precedence.allCases.map {
                HeldStream(
                    stream: Stream(channel: channel, precedence: $0), tail: StreamTail(ordinal: ordinal, digest: .zero))
            }
        }
        let bytes = Frame.hello(largest).encoded()
        #expect(largest.streams.count == Limits.streams)
        #expect(bytes.count <= Limits.frameBytes)
        #expect(try Frame(decoding: bytes) == .hello(largest))
    }
}
