extension CBORValue {
    /// The core deterministic encoding (RFC 8949 section 4.2.1): shortest heads, definite lengths, keys in order.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// The major type and the argument of the first bytes: a number, a length, a count, a tag number or a simple value.
    var head: (major: UInt8, argument: UInt64) {
        switch self {
        case .unsigned(let number): (0, number)
        case .negative(let number): (1, number)
        case .bytes(let bytes): (2, UInt64(bytes.count))
        case .text(let text): (3, UInt64(text.utf8.count))
        case .array(let elements): (4, UInt64(elements.count))
        case .map(let map): (5, UInt64(map.count))
        case .tagged(let tag, _): (6, tag)
        case .bool(let truth): (7, truth ? 21 : 20)
        case .null: (7, 22)
        }
    }

    /// Writes the encoding behind what is there.
    private func append(to bytes: inout [UInt8]) {
        Self.appendHead(head, to: &bytes)
        switch self {
        case .unsigned, .negative, .bool, .null: break
        case .bytes(let content): bytes.append(contentsOf: content)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .array(let elements):
            for element in elements { element.append(to: &bytes) }
        case .map(let map):
            for entry in map.entries {
                entry.key.append(to: &bytes)
                entry.value.append(to: &bytes)
            }
        case .tagged(_, let value): value.append(to: &bytes)
        }
    }

    /// Writes a head in its shortest form (RFC 8949 section 3).
    private static func appendHead(_ head: (major: UInt8, argument: UInt64), to bytes: inout [UInt8]) {
        let (major, argument) = (head.major << 5, head.argument)
        let width: Int
        switch argument {
        case 0...23:
            bytes.append(major | UInt8(argument))
            return
        case 24...0xFF: width = 1
        case 0x100...0xFFFF: width = 2
        case 0x1_0000...0xFFFF_FFFF: width = 4
        default: width = 8
        }
        bytes.append(major | (24 + UInt8(width.trailingZeroBitCount)))
        for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}
