/// A map whose entries are kept in the order of RFC 8949 section 4.2.1 and whose keys are each there once.
///
/// Keys are found by binary search; setting one costs time in proportion to the count, so a large map is better made
/// at once.
public struct CBORMap: Sendable {
    /// The entries in the bytewise order of their encoded keys.
    public private(set) var entries: [(key: CBORValue, value: CBORValue)]

    /// How many entries there are.
    public var count: Int { entries.count }

    /// Whether there is no entry.
    public var isEmpty: Bool { entries.isEmpty }

    /// The empty map.
    public init() {
        entries = []
    }

    /// A map of the entries, which may come in any order.
    ///
    /// - Throws: ``CBORError/duplicateKey(offset:)`` with the index of the later entry when two have the same key.
    public init(_ entries: [(CBORValue, CBORValue)]) throws(CBORError) {
        let sorted = entries.enumerated().sorted { $0.element.0.order(against: $1.element.0) == .before }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.element.0 == next.element.0 {
            throw .duplicateKey(offset: max(one.offset, next.offset))
        }
        self.entries = sorted.map { (key: $0.element.0, value: $0.element.1) }
    }

    /// A map of entries that the decoder has found to be in order and without a duplicate.
    init(ordered entries: [(key: CBORValue, value: CBORValue)]) {
        self.entries = entries
    }

    /// The value of a key, nil where there is none; setting nil removes the key.
    public subscript(key: CBORValue) -> CBORValue? {
        get {
            let (index, isPresent) = position(of: key)
            return isPresent ? entries[index].value : nil
        }
        set {
            let (index, isPresent) = position(of: key)
            switch (isPresent, newValue) {
            case (true, let value?): entries[index].value = value
            case (true, nil): entries.remove(at: index)
            case (false, let value?): entries.insert((key, value), at: index)
            case (false, nil): break
            }
        }
    }

    /// The value of an integer key, nil where there is none; setting nil removes the key.
    public subscript(key: Int) -> CBORValue? {
        get { self[CBORValue(key)] }
        set { self[CBORValue(key)] = newValue }
    }

    /// Where the key is, or where it would have to be inserted.
    private func position(of key: CBORValue) -> (index: Int, isPresent: Bool) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            switch entries[middle].key.order(against: key) {
            case .before: low = middle + 1
            case .same: return (middle, true)
            case .after: high = middle
            }
        }
        return (low, false)
    }
}

extension CBORMap: ExpressibleByDictionaryLiteral {
    /// Sets the entries one after the other, so that the last one of a repeated key stays.
    public init(dictionaryLiteral elements: (CBORValue, CBORValue)...) {
        self.init()
        for (key, value) in elements {
            self[key] = value
        }
    }
}

extension CBORMap: Hashable {
    /// Whether both encode to the same bytes.
    public static func == (left: CBORMap, right: CBORMap) -> Bool {
        left.count == right.count && zip(left.entries, right.entries).allSatisfy { $0 == $1 }
    }

    /// Feeds all keys and values to a hasher.
    public func hash(into hasher: inout Hasher) {
        for entry in entries {
            hasher.combine(entry.key)
            hasher.combine(entry.value)
        }
    }
}
