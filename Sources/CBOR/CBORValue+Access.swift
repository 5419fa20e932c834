extension CBORValue {
    /// The number when this is an unsigned integer.
    public var asUInt64: UInt64? {
        guard case .unsigned(let number) = self else { return nil }
        return number
    }

    /// The number when this is an integer from -2^63 to 2^63 - 1.
    public var asInt64: Int64? {
        switch self {
        case .unsigned(let number): Int64(exactly: number)
        case .negative(let number): Int64(exactly: number).map { ~$0 }
        default: nil
        }
    }

    /// The content when this is a byte string.
    public var asBytes: [UInt8]? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    /// The content when this is a text string.
    public var asText: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The elements when this is an array.
    public var asArray: [CBORValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The map when this is one.
    public var asMap: CBORMap? {
        guard case .map(let map) = self else { return nil }
        return map
    }

    /// The truth value when this is one.
    public var asBool: Bool? {
        guard case .bool(let truth) = self else { return nil }
        return truth
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }
}
