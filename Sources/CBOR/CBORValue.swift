/// A data item of the subset of CBOR (RFC 8949) that the formats of this project use.
///
/// Floating-point numbers, `undefined` and other simple values have no case: what cannot be said cannot be sent. Two
/// values are equal exactly when their encodings are, so text that differs only in Unicode normalisation is
/// different.
public enum CBORValue: Sendable {
    /// Major type 0: an integer from 0 to 2^64 - 1.
    case unsigned(UInt64)
    /// Major type 1: the integer `-1 - n`, from -2^64 to -1.
    case negative(UInt64)
    /// Major type 2: a byte string.
    case bytes([UInt8])
    /// Major type 3: a text string in UTF-8.
    case text(String)
    /// Major type 4: an array.
    case array([CBORValue])
    /// Major type 5: a map, its keys in order and each once.
    case map(CBORMap)
    /// Major type 6: a tag number and the value it says something about.
    indirect case tagged(UInt64, CBORValue)
    /// The simple values 20 (false) and 21 (true).
    case bool(Bool)
    /// The simple value 22.
    case null
}

extension CBORValue {
    /// The integer in whichever of the two integer types holds it.
    public init(_ int: Int) {
        self.init(integer: Int64(int))
    }

    /// The integer in whichever of the two integer types holds it.
    public init(integer: Int64) {
        // The complement of a negative number is -1 - n, never negative, and cannot overflow as a subtraction might.
        self = integer < 0 ? .negative(UInt64(~integer)) : .unsigned(UInt64(integer))
    }
}

extension CBORValue: ExpressibleByIntegerLiteral {
    /// Lets an integer key or label stand as itself: `[1: .text("a")]`.
    public init(integerLiteral value: Int64) {
        self.init(integer: value)
    }
}

extension CBORValue: Hashable {
    /// Whether both encode to the same bytes.
    public static func == (left: CBORValue, right: CBORValue) -> Bool {
        left.order(against: right) == .same
    }

    /// Feeds the value to a hasher; equal values feed the same.
    public func hash(into hasher: inout Hasher) {
        let head = head
        hasher.combine(head.major)
        hasher.combine(head.argument)
        switch self {
        case .unsigned, .negative, .bool, .null: break
        case .bytes(let bytes): hasher.combine(bytes)
        case .text(let text): hasher.combine(text)
        case .array(let elements): hasher.combine(elements)
        case .map(let map): hasher.combine(map)
        case .tagged(_, let value): hasher.combine(value)
        }
    }
}
