/// Why bytes are not the one deterministic encoding of a value (RFC 8949 section 4.2.1).
///
/// Every case carries an offset in bytes from the start of the input. It points at the first byte of the data item
/// that is at fault, unless the case says otherwise. An error holds no content, so it is safe to print.
public enum CBORError: Error, Hashable, Sendable {
    /// The input ends inside the item, or the item claims more bytes or elements than are left.
    case truncated(offset: Int)
    /// The value is complete and bytes follow it; the offset is that of the first of them.
    case trailingBytes(offset: Int)
    /// An integer, length, count or tag number is written longer than needed.
    case nonShortestInteger(offset: Int)
    /// A string, array or map has no length of its own and is ended by a break.
    case indefiniteLength(offset: Int)
    /// A map has the same key twice. The offset is that of the later key; for a map that is being built from entries,
    /// the index of the later entry.
    case duplicateKey(offset: Int)
    /// The keys of a map are not in the bytewise order of their encodings; the offset is that of the key out of order.
    case unsortedKeys(offset: Int)
    /// Arrays, maps and tags are nested deeper than ``CBORLimits/maximumDepth``.
    case tooDeep(offset: Int)
    /// A text string is not UTF-8 (RFC 3629).
    case invalidUTF8(offset: Int)
    /// A floating-point number: no format of this project has one.
    case floatingPoint(offset: Int)
    /// `undefined` or another simple value than false, true and null.
    case unsupportedSimple(offset: Int)
    /// An encoding that RFC 8949 reserves: additional information 28 to 30, 31 where nothing can be indefinite, and
    /// simple values below 32 in two bytes.
    case reserved(offset: Int)
    /// A break that ends nothing.
    case strayBreak(offset: Int)
    /// The input is longer than ``CBORLimits/maximumBytes``; the offset is that of the first byte too many.
    case tooLarge(offset: Int)
}

extension CBORError: CustomStringConvertible {
    /// One line in plain words with the offset.
    public var description: String {
        switch self {
        case .truncated(let offset): "input ends inside the item at byte \(offset)"
        case .trailingBytes(let offset): "bytes follow the value from byte \(offset)"
        case .nonShortestInteger(let offset): "number at byte \(offset) is not in its shortest form"
        case .indefiniteLength(let offset): "indefinite length at byte \(offset)"
        case .duplicateKey(let offset): "duplicate map key at byte \(offset)"
        case .unsortedKeys(let offset): "map key at byte \(offset) is out of order"
        case .tooDeep(let offset): "nested too deeply at byte \(offset)"
        case .invalidUTF8(let offset): "text at byte \(offset) is not UTF-8"
        case .floatingPoint(let offset): "floating-point number at byte \(offset)"
        case .unsupportedSimple(let offset): "unsupported simple value at byte \(offset)"
        case .reserved(let offset): "reserved encoding at byte \(offset)"
        case .strayBreak(let offset): "break outside of an item at byte \(offset)"
        case .tooLarge(let offset): "input is longer than \(offset) bytes"
        }
    }
}
