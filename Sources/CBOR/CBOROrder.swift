/// Where one encoding stands against another in bytewise lexicographic order.
enum CBOROrder: Equatable {
    case before
    case same
    case after

    /// Compares two sequences of bytes, a prefix standing before what it begins.
    init(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) {
        var rest = right.makeIterator()
        for byte in left {
            guard let other = rest.next() else {
                self = .after
                return
            }
            if byte != other {
                self = byte < other ? .before : .after
                return
            }
        }
        self = rest.next() == nil ? .same : .before
    }
}

extension CBORValue {
    /// The order of RFC 8949 section 4.2.1: bytewise lexicographic by encoding, found without encoding.
    ///
    /// In shortest form a smaller argument has the smaller head, and no encoding is the beginning of another; so
    /// comparing heads first and contents second is the same as comparing bytes.
    func order(against other: CBORValue) -> CBOROrder {
        let (mine, its) = (head, other.head)
        guard mine == its else { return mine < its ? .before : .after }
        switch (self, other) {
        case (.bytes(let left), .bytes(let right)): return CBOROrder(left, right)
        case (.text(let left), .text(let right)): return CBOROrder(left.utf8, right.utf8)
        case (.array(let left), .array(let right)): return Self.order(left, against: right)
        case (.map(let left), .map(let right)): return Self.order(left.flattened, against: right.flattened)
        case (.tagged(_, let left), .tagged(_, let right)): return left.order(against: right)
        default: return .same
        }
    }

    /// The order of as many values on either side.
    private static func order(_ left: [CBORValue], against right: [CBORValue]) -> CBOROrder {
        for (mine, its) in zip(left, right) {
            let order = mine.order(against: its)
            if order != .same { return order }
        }
        return .same
    }
}

extension CBORMap {
    /// Keys and values in turn, as they are encoded.
    var flattened: [CBORValue] {
        entries.flatMap { [$0.key, $0.value] }
    }
}
