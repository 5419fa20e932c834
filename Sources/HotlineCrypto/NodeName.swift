/// The name of a node: DNS-like, lower-case ASCII, 1 to 63 characters.
///
/// One or more labels joined by dots; a label is letters `a` to `z`, digits and inner hyphens. So a name is safe in a
/// terminal, a file name, a note's key name and an X.509 common name, and no two names look alike.
public struct NodeName: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The greatest length in characters.
    public static let maximumCount = 63

    /// The name.
    public let text: String

    /// Takes a name as written; nil if it breaks the rule. Upper case is refused, not folded.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...NodeName.maximumCount).contains(bytes.count) else { return nil }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(NodeName.isLabel) else { return nil }
        self.text = text
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first, let last = label.last else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen && label.allSatisfy { $0 == hyphen || isLetterOrDigit($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// The same as ``init(_:)``.
    public init?(rawValue: String) {
        self.init(rawValue)
    }

    /// The same as ``text``.
    public var rawValue: String {
        text
    }

    /// The same as ``text``.
    public var description: String {
        text
    }

    /// Orders names by their bytes.
    public static func < (a: NodeName, b: NodeName) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }
}
