import CBOR
import Testing

@Suite("Properties of the CBOR codec")
struct PropertyTests {
    @Test(
        "a random value comes back from its encoding, and its encoding from the value",
        arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<50 {
            let value = CBORValue.random(levels: 3, using: &numbers)
            let bytes = value.encoded()
            let decoded = try CBORValue(decoding: bytes)
            #expect(decoded == value)
            #expect(decoded.hashValue == value.hashValue)
            #expect(decoded.encoded() == bytes)
        }
    }

    @Test("no change of a random encoding traps, and what is still accepted encodes to the changed bytes")
    func mutation() throws {
        var numbers = SeededNumbers(seed: 8949)
        for _ in 0..<3000 {
            var bytes = CBORValue.random(levels: 3, using: &numbers).encoded()
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let index = Int.random(in: 0..<bytes.count, using: &numbers)
                bytes[index] = UInt8.random(in: 0...255, using: &numbers)
            }
            guard case .success(let value) = decode(bytes) else { continue }
            #expect(value.encoded() == bytes)
        }
    }

    @Test("no random bytes trap, and what is accepted encodes to the same bytes")
    func noise() throws {
        var numbers = SeededNumbers(seed: 4_2_1)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...24, using: &numbers)).map { _ in
                UInt8.random(in: 0...255, using: &numbers)
            }
            guard case .success(let value) = decode(bytes) else { continue }
            #expect(value.encoded() == bytes)
        }
    }

    @Test("every pair of bytes is refused or encodes to itself")
    func everyPair() {
        for pair in UInt16.min...UInt16.max {
            let bytes = [UInt8(pair >> 8), UInt8(pair & 0xFF)]
            guard case .success(let value) = decode(bytes) else { continue }
            #expect(value.encoded() == bytes)
        }
    }

    @Test("a map orders its keys as their encodings are ordered bytewise")
    func order() throws {
        var numbers = SeededNumbers(seed: 421)
        for _ in 0..<100 {
            let keys = Set((0..<30).map { _ in CBORValue.random(levels: 2, using: &numbers) })
            let map = try CBORMap(keys.map { ($0, .null) })
            let encodings = map.entries.map { $0.key.encoded() }
            #expect(encodings == encodings.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(map.count == keys.count)
        }
    }

    @Test("the strings that Unicode calls equivalent stay different")
    func normalisation() throws {
        let (composed, decomposed) = (CBORValue.text("\u{E9}"), CBORValue.text("e\u{301}"))
        #expect(composed != decomposed)
        let map = try CBORMap([(composed, 1), (decomposed, 2)])
        #expect(map[composed] == 1)
        #expect(map[decomposed] == 2)
        #expect(try CBORValue(decoding: CBORValue.map(map).encoded()) == .map(map))
    }

    @Test("a wide map is decoded in time that grows with its length")
    func wideMap() throws {
        let entries = (0..<20_000).map { (CBORValue($0), CBORValue.text("x")) }
        let map = try CBORMap(entries.reversed())
        let decoded = try CBORValue(decoding: CBORValue.map(map).encoded())
        #expect(decoded.asMap?.count == 20_000)
        #expect(decoded.asMap?[19_999] == .text("x"))
    }
}
