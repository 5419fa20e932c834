internal import CBOR

/// Why bodies were erased.
public enum ErasureReason: Hashable, Sendable {
    /// An officer asked for it; the note, if any, says why.
    case request(officer: String, note: String?)
    /// A rule of the node's configuration, as it is written there.
    case retention(rule: String)

    /// Whether its texts are within their limits. A note that is there is not empty.
    var isValid: Bool {
        switch self {
        case .request(let officer, let note):
            StatementDetails.isOfficer(officer)
                && (note.map { (1...Limits.erasureNoteBytes).contains($0.utf8.count) } ?? true)
        case .retention(let rule): (1...Limits.retentionRuleBytes).contains(rule.utf8.count)
        }
    }
}

extension ErasureReason {
    private enum Word {
        static let request = "request"
        static let retention = "retention"
    }

    /// The members 2 to 5 of an erasure.
    func write(to map: inout CBORMap) {
        switch self {
        case .request(let officer, let note):
            map[2] = .text(Word.request)
            map[3] = .text(officer)
            map[4] = note.map { .text($0) }
        case .retention(let rule):
            map[2] = .text(Word.retention)
            map[5] = .text(rule)
        }
    }

    /// Reads them; every other member is refused.
    init(_ map: CBORMap) throws(LogError) {
        switch (map[2], map[3], map[4], map[5]) {
        case (.text(Word.request)?, .text(let officer)?, nil, nil) where map.count == 3:
            self = .request(officer: officer, note: nil)
        case (.text(Word.request)?, .text(let officer)?, .text(let note)?, nil) where map.count == 4:
            self = .request(officer: officer, note: note)
        case (.text(Word.retention)?, nil, nil, .text(let rule)?) where map.count == 3:
            self = .retention(rule: rule)
        default: throw .malformed("reason")
        }
        guard isValid else { throw .malformed("reason") }
    }
}
