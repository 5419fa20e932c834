import CBOR
import Testing

@Suite("CBOR values and maps")
struct ValueTests {
    @Test(
        "an integer is held by the type of its sign and read back",
        arguments: [0, 1, 23, 24, -1, -24, -25, .max, .min] as [Int64])
    func integers(_ integer: Int64) throws {
        let value = CBORValue(integer: integer)
        #expect(value.asInt64 == integer)
        #expect(value.asUInt64 == UInt64(exactly: integer))
        #expect(CBORValue(Int(integer)) == value)
        #expect(try CBORValue(decoding: value.encoded()).asInt64 == integer)
    }

    @Test("an integer outside of the range asked for is nil, not a trap")
    func rangeOfIntegers() {
        #expect(CBORValue.unsigned(.max).asInt64 == nil)
        #expect(CBORValue.unsigned(.max).asUInt64 == .max)
        #expect(CBORValue.negative(.max).asInt64 == nil)
        #expect(CBORValue.negative(UInt64(Int64.max)).asInt64 == .min)
        #expect(CBORValue.negative(UInt64(Int64.max) + 1).asInt64 == nil)
        #expect(CBORValue.negative(0).asUInt64 == nil)
    }

    @Test("an accessor answers for its own kind alone")
    func accessors() {
        let values: [CBORValue] = [
            1, -1, .bytes([1]), .text("a"), .array([1]), .map([1: 2]), .tagged(18, 1), .bool(true), .null,
        ]
        #expect(values.map { $0.asUInt64 != nil } == [true, false, false, false, false, false, false, false, false])
        #expect(values.map { $0.asInt64 != nil } == [true, true, false, false, false, false, false, false, false])
        #expect(values.map { $0.asBytes != nil } == [false, false, true, false, false, false, false, false, false])
        #expect(values.map { $0.asText != nil } == [false, false, false, true, false, false, false, false, false])
        #expect(values.map { $0.asArray != nil } == [false, false, false, false, true, false, false, false, false])
        #expect(values.map { $0.asMap != nil } == [false, false, false, false, false, true, false, false, false])
        #expect(values.map { $0.asBool != nil } == [false, false, false, false, false, false, false, true, false])
        #expect(values.map(\.isNull) == [false, false, false, false, false, false, false, false, true])
    }

    @Test("a map keeps its entries in order whatever the order of setting, and forgets a key set to nil")
    func mapEditing() {
        var map = CBORMap()
        for key in [10, -1, 100, 1] { map[key] = CBORValue(key) }
        map[.text("a")] = .null
        #expect(map.entries.map(\.key) == [1, 10, 100, -1, .text("a")])
        map[100] = nil
        map[7] = nil
        map[10] = .bool(false)
        #expect(map == [1: 1, 10: .bool(false), -1: -1, .text("a"): .null])
        #expect(map[100] == nil)
        #expect(map.count == 4)
        #expect(!map.isEmpty)
        #expect(CBORMap().isEmpty)
    }

    @Test("a map of entries with a key twice is refused with the index of the later entry")
    func duplicateEntries() {
        #expect(throws: CBORError.duplicateKey(offset: 3)) {
            try CBORMap([(2, 0), (1, 0), (3, 0), (2, 1)])
        }
    }

    @Test("maps with the same entries are equal and hash alike")
    func mapEquality() throws {
        let (one, other) = (try CBORMap([(1, 2), (3, 4)]), try CBORMap([(3, 4), (1, 2)]))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != [1: 2, 3: 5])
        #expect(one != [1: 2])
    }

    @Test("an error names the fault and the place, and nothing of the content")
    func descriptions() {
        #expect(CBORError.duplicateKey(offset: 7).description == "duplicate map key at byte 7")
        #expect(CBORError.tooLarge(offset: 9).description == "input is longer than 9 bytes")
    }
}
