internal import CBOR

/// The kind-specific part of a statement: what must stay provable when the body has been erased
/// (invariant 8).
public struct StatementDetails: Hashable, Sendable {
    /// An officer's decision (kind `acknowledgement`).
    public var decision: Decision?
    /// Who decided, as the desk names its officers, at most `Limits.officerBytes` (kind `acknowledgement`).
    public var officer: String?
    /// Why a node refuses (kind `refusal`). Any code of the right form is kept, known to us or not.
    public var code: String?

    /// No details.
    public init() {}

    /// An officer's decision; nil where the officer's name is empty or too long.
    public init?(decision: Decision, officer: String) {
        guard Self.isOfficer(officer) else { return nil }
        self.decision = decision
        self.officer = officer
    }

    /// A node's refusal.
    public init(refusal code: RefusalCode) {
        self.code = code.rawValue
    }

    var isEmpty: Bool { decision == nil && officer == nil && code == nil }

    static func isOfficer(_ name: String) -> Bool {
        (1...Limits.officerBytes).contains(name.utf8.count)
    }
}

extension StatementDetails {
    private enum Key {
        static let decision: CBORValue = .unsigned(1)
        static let officer: CBORValue = .unsigned(2)
        static let code: CBORValue = .unsigned(3)
    }

    var cbor: CBORValue {
        var map = CBORMap()
        map[Key.decision] = decision.map { .text($0.rawValue) }
        map[Key.officer] = officer.map { .text($0) }
        map[Key.code] = code.map { .text($0) }
        return .map(map)
    }

    /// Reads what it knows; `understood` turns false where there is something that it does not know.
    init(_ value: CBORValue, understood: inout Bool) throws(StatementError) {
        guard let map = value.asMap else { throw .malformed("details") }
        for (key, value) in map.entries {
            switch (key, value) {
            case (Key.decision, .text(let text)):
                decision = Decision(rawValue: text)
                understood = understood && decision != nil
            case (Key.officer, .text(let text)):
                guard Self.isOfficer(text) else { throw .malformed("officer") }
                officer = text
            case (Key.code, .text(let text)):
                guard Token.isName(text, atMost: Limits.codeCharacters) else { throw .malformed("code") }
                code = text
            default:
                understood = false
            }
        }
    }
}
