extension CBORValue {
    /// The value that the bytes are the deterministic encoding of, all of them and nothing else.
    ///
    /// What this accepts, ``encoded()`` gives back byte for byte. A claimed length is held against the bytes that are
    /// left before anything of its size is allocated, and no input can trap.
    ///
    /// - Throws: ``CBORError`` with the first fault from the start of the input.
    public init(decoding bytes: [UInt8], limits: CBORLimits = .default) throws(CBORError) {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge(offset: limits.maximumBytes) }
        var decoder = CBORDecoder(bytes: bytes)
        self = try decoder.value(levelsLeft: limits.maximumDepth)
        guard decoder.offset == bytes.count else { throw .trailingBytes(offset: decoder.offset) }
    }
}

/// A cursor over one buffer that reads items in deterministic encoding.
struct CBORDecoder {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var bytesLeft: Int { bytes.count - offset }

    /// Reads one item that may hold so many levels of arrays, maps and tags.
    mutating func value(levelsLeft: Int) throws(CBORError) -> CBORValue {
        let start = offset
        guard bytesLeft > 0 else { throw .truncated(offset: start) }
        let initial = bytes[offset]
        offset += 1
        let (major, information) = (initial >> 5, initial & 0x1F)
        if major == 7 { return try simple(information, start: start) }
        let argument = try argument(information, major: major, start: start)
        switch major {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(bytes[try content(argument, start: start)]))
        case 3: return .text(try text(argument, start: start))
        default:
            guard levelsLeft > 0 else { throw .tooDeep(offset: start) }
            return try container(major, argument, levelsLeft: levelsLeft - 1, start: start)
        }
    }

    /// Reads what an array, a map or a tag encloses.
    private mutating func container(
        _ major: UInt8, _ argument: UInt64, levelsLeft: Int, start: Int
    ) throws(CBORError) -> CBORValue {
        switch major {
        case 4: return .array(try elements(argument, levelsLeft: levelsLeft, start: start))
        case 5: return .map(try map(argument, levelsLeft: levelsLeft, start: start))
        default: return .tagged(argument, try value(levelsLeft: levelsLeft))
        }
    }

    private mutating func elements(
        _ count: UInt64, levelsLeft: Int, start: Int
    ) throws(CBORError) -> [CBORValue] {
        // Every element takes at least one byte.
        guard let count = Int(exactly: count), count <= bytesLeft else { throw .truncated(offset: start) }
        var elements: [CBORValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            elements.append(try value(levelsLeft: levelsLeft))
        }
        return elements
    }

    private mutating func map(_ count: UInt64, levelsLeft: Int, start: Int) throws(CBORError) -> CBORMap {
        // Every entry takes at least two bytes.
        guard let count = Int(exactly: count), count <= bytesLeft / 2 else { throw .truncated(offset: start) }
        var entries: [(key: CBORValue, value: CBORValue)] = []
        entries.reserveCapacity(count)
        var previous = offset..<offset
        for _ in 0..<count {
            let keyStart = offset
            let key = try value(levelsLeft: levelsLeft)
            // Before the first key there is an empty range, which stands before every key.
            switch CBOROrder(bytes[previous], bytes[keyStart..<offset]) {
            case .before: previous = keyStart..<offset
            case .same: throw .duplicateKey(offset: keyStart)
            case .after: throw .unsortedKeys(offset: keyStart)
            }
            entries.append((key, try value(levelsLeft: levelsLeft)))
        }
        return CBORMap(ordered: entries)
    }

    private mutating func text(_ count: UInt64, start: Int) throws(CBORError) -> String {
        let range = try content(count, start: start)
        guard let text = String(validating: bytes[range], as: UTF8.self) else { throw .invalidUTF8(offset: start) }
        return text
    }

    /// Passes over the content of a string and says where it is.
    private mutating func content(_ count: UInt64, start: Int) throws(CBORError) -> Range<Int> {
        guard let count = Int(exactly: count), count <= bytesLeft else { throw .truncated(offset: start) }
        defer { offset += count }
        return offset..<offset + count
    }
}

extension CBORDecoder {
    /// The argument of a head (RFC 8949 section 3), refused unless it is in its shortest form.
    private mutating func argument(
        _ information: UInt8, major: UInt8, start: Int
    ) throws(CBORError) -> UInt64 {
        switch information {
        case 0...23: return UInt64(information)
        case 24: return try number(width: 1, atLeast: 24, start: start)
        case 25: return try number(width: 2, atLeast: 0x100, start: start)
        case 26: return try number(width: 4, atLeast: 0x1_0000, start: start)
        case 27: return try number(width: 8, atLeast: 0x1_0000_0000, start: start)
        case 31 where (2...5).contains(major): throw .indefiniteLength(offset: start)
        default: throw .reserved(offset: start)
        }
    }

    /// Reads a big-endian number of so many bytes that would not fit into fewer.
    private mutating func number(width: Int, atLeast minimum: UInt64, start: Int) throws(CBORError) -> UInt64 {
        guard width <= bytesLeft else { throw .truncated(offset: start) }
        var number: UInt64 = 0
        for byte in bytes[offset..<offset + width] {
            number = number << 8 | UInt64(byte)
        }
        guard number >= minimum else { throw .nonShortestInteger(offset: start) }
        offset += width
        return number
    }

    /// Major type 7 (RFC 8949 section 3.3), of which false, true and null are taken.
    private func simple(_ information: UInt8, start: Int) throws(CBORError) -> CBORValue {
        switch information {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22: return .null
        case 24:
            guard bytesLeft > 0 else { throw .truncated(offset: start) }
            throw bytes[offset] < 32 ? .reserved(offset: start) : .unsupportedSimple(offset: start)
        case 25...27: throw .floatingPoint(offset: start)
        case 28...30: throw .reserved(offset: start)
        case 31: throw .strayBreak(offset: start)
        default: throw .unsupportedSimple(offset: start)
        }
    }
}
