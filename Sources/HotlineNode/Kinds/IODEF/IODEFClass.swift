/// What RFC 8727 section 6 says of one class, as far as this project checks it: members that must be there, values that
/// are enumerated, times. Members that are not named here are left alone.
struct IODEFClass: Sendable {
    /// What a member holds.
    enum Form: Sendable {
        /// A string that is not empty.
        case text
        /// A DATETIME: RFC 3339 with an offset.
        case dateTime
        /// One of these words; with `ext-value` the word stands in `ext-NAME`.
        case word([String])
        /// One string, or an array of strings and objects with a `value` (MLStringType).
        case multilingual
        /// One object of a class.
        case one(IODEFClassName)
        /// An array of at least one object of a class.
        case many(IODEFClassName)
    }

    /// One member of a class.
    struct Member: Sendable {
        let name: String
        let isRequired: Bool
        let form: Form

        static func required(_ name: String, _ form: Form) -> Member {
            Member(name: name, isRequired: true, form: form)
        }

        static func optional(_ name: String, _ form: Form) -> Member {
            Member(name: name, isRequired: false, form: form)
        }
    }

    /// The section of RFC 7970 that explains the class.
    let section: String
    let members: [Member]
    /// Of these at least one must be there; empty when there is no such rule.
    var atLeastOneOf: [String] = []

    /// The clause that an error names.
    var clause: String { "RFC 8727 section 6, RFC 7970 section \(section)" }
}

/// The classes of IODEF that are looked into.
enum IODEFClassName: String, Sendable, CaseIterable {
    case document = "IODEF-Document"
    case incident = "Incident"
    case incidentID = "IncidentID"
    case alternativeID = "AlternativeID"
    case contact = "Contact"
    case registryHandle = "RegistryHandle"
    case postalAddress = "PostalAddress"
    case email = "Email"
    case telephone = "Telephone"
    case eventData = "EventData"
    case expectation = "Expectation"
    case history = "History"
    case historyItem = "HistoryItem"
    case indicator = "Indicator"
    case indicatorID = "IndicatorID"
}
