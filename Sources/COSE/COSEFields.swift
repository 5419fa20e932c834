import CBOR

/// A map with integer keys that is taken apart key by key and must be used up: what nobody took is an error.
struct COSEFields {
    private var map: CBORMap

    init(_ map: CBORMap) {
        self.map = map
    }

    /// The first key left over, of any kind; nil when all are taken.
    var leftover: CBORValue? { map.entries.first?.key }

    /// The value of a key, which is then no longer there.
    mutating func take(_ key: Int) -> CBORValue? {
        defer { map[key] = nil }
        return map[key]
    }
}

extension String {
    /// Whether this is a text that a header may hold: 1 to 255 printable ASCII characters.
    ///
    /// Names, origins, media types and object types all are. It keeps comparison a comparison of bytes and output safe.
    var isHeaderText: Bool {
        (1...COSELimits.maximumTextBytes).contains(utf8.count) && utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
