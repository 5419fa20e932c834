import CBOR

extension CBORValue {
    /// A random value of at most so many levels of arrays, maps and tags.
    static func random(levels: Int, using numbers: inout SeededNumbers) -> CBORValue {
        switch Int.random(in: 0..<(levels > 0 ? 9 : 6), using: &numbers) {
        case 0: .unsigned(numbers.magnitude())
        case 1: .negative(numbers.magnitude())
        case 2: .bytes((0..<numbers.length()).map { _ in UInt8.random(in: 0...255, using: &numbers) })
        case 3: .text(String((0..<numbers.length()).map { _ in numbers.character() }))
        case 4: .bool(Bool.random(using: &numbers))
        case 5: .null
        case 6: .array((0..<numbers.length()).map { _ in random(levels: levels - 1, using: &numbers) })
        case 7: .map(randomMap(levels: levels - 1, using: &numbers))
        default: .tagged(numbers.magnitude(), random(levels: levels - 1, using: &numbers))
        }
    }

    private static func randomMap(levels: Int, using numbers: inout SeededNumbers) -> CBORMap {
        var map = CBORMap()
        for _ in 0..<numbers.length() {
            map[random(levels: levels, using: &numbers)] = random(levels: levels, using: &numbers)
        }
        return map
    }
}

extension SeededNumbers {
    /// A number of a random count of bits, so that every width of head comes up.
    mutating func magnitude() -> UInt64 {
        next() >> UInt64.random(in: 0..<64, using: &self)
    }

    /// A length that is mostly small and now and then needs a head of two or three bytes.
    mutating func length() -> Int {
        switch Int.random(in: 0..<100, using: &self) {
        case 0: Int.random(in: 256..<300, using: &self)
        case 1...3: Int.random(in: 24..<40, using: &self)
        default: Int.random(in: 0..<5, using: &self)
        }
    }

    /// A character from one to four bytes of UTF-8.
    mutating func character() -> Character {
        ["a", "/", "\0", "é", "e\u{301}", "水", "\u{FEFF}", "𐅑", "\u{10FFFF}"].randomElement(using: &self) ?? "a"
    }
}
