/// The classes of RFC 8727 section 6, one row a class.
enum IODEFSchema {
    /// The two ways of writing version 2: the first in the examples of RFC 8727, the second in RFC 7970 section 3.1.
    static let versions = ["2.0", "2.00"]

    static func definition(_ name: IODEFClassName) -> IODEFClass {
        switch name {
        case .document: document
        case .incident: incident
        case .incidentID: incidentID
        case .alternativeID: alternativeID
        case .contact: contact
        case .registryHandle: registryHandle
        case .postalAddress: postalAddress
        case .email: email
        case .telephone: telephone
        case .eventData: eventData
        case .expectation: expectation
        case .history: history
        case .historyItem: historyItem
        case .indicator: indicator
        case .indicatorID: indicatorID
        }
    }

    private static let document = IODEFClass(
        section: "3.1",
        members: [.required("version", .word(versions)), .required("Incident", .many(.incident))])

    private static let times: [IODEFClass.Member] = [
        .optional("DetectTime", .dateTime), .optional("StartTime", .dateTime), .optional("EndTime", .dateTime),
        .optional("RecoveryTime", .dateTime), .optional("ReportTime", .dateTime),
    ]

    private static let restriction = IODEFClass.Member.optional("restriction", .word(IODEFWords.restriction))

    private static let incident = IODEFClass(
        section: "3.2",
        members: [
            .required("purpose", .word(IODEFWords.purpose)), .required("IncidentID", .one(.incidentID)),
            .required("GenerationTime", .dateTime), .required("Contact", .many(.contact)),
            .optional("status", .word(IODEFWords.status)), restriction,
            .optional("AlternativeID", .one(.alternativeID)), .optional("Description", .multilingual),
            .optional("EventData", .many(.eventData)), .optional("Indicator", .many(.indicator)),
            .optional("History", .one(.history)),
        ] + times)

    private static let incidentID = IODEFClass(
        section: "3.4", members: [.required("id", .text), .required("name", .text), restriction])

    private static let alternativeID = IODEFClass(
        section: "3.5", members: [.required("IncidentID", .many(.incidentID)), restriction])

    private static let contact = IODEFClass(
        section: "3.9",
        members: [
            .required("role", .word(IODEFWords.role)), .required("type", .word(IODEFWords.contactType)), restriction,
            .optional("ContactName", .multilingual), .optional("ContactTitle", .multilingual),
            .optional("Description", .multilingual), .optional("RegistryHandle", .many(.registryHandle)),
            .optional("PostalAddress", .many(.postalAddress)), .optional("Email", .many(.email)),
            .optional("Telephone", .many(.telephone)), .optional("Contact", .many(.contact)),
        ],
        atLeastOneOf: [
            "ContactName", "ContactTitle", "Description", "RegistryHandle", "PostalAddress", "Email", "Telephone",
            "Timezone", "Contact", "AdditionalData",
        ])

    private static let registryHandle = IODEFClass(
        section: "3.9.1", members: [.required("handle", .text), .required("registry", .word(IODEFWords.registry))])

    private static let postalAddress = IODEFClass(
        section: "3.9.2",
        members: [.optional("type", .word(IODEFWords.addressType)), .required("PAddress", .multilingual)])

    private static let email = IODEFClass(
        section: "3.9.3", members: [.optional("type", .word(IODEFWords.emailType)), .required("EmailTo", .text)])

    private static let telephone = IODEFClass(
        section: "3.9.4",
        members: [.optional("type", .word(IODEFWords.telephoneType)), .required("TelephoneNumber", .text)])

    private static let eventData = IODEFClass(
        section: "3.14",
        members: [
            restriction, .optional("Description", .multilingual), .optional("Contact", .many(.contact)),
            .optional("Expectation", .many(.expectation)), .optional("EventData", .many(.eventData)),
        ] + times)

    private static let expectation = IODEFClass(
        section: "3.15",
        members: [
            .optional("action", .word(IODEFWords.action)), .optional("severity", .word(IODEFWords.severity)),
            restriction, .optional("StartTime", .dateTime), .optional("EndTime", .dateTime),
            .optional("Contact", .one(.contact)),
        ])

    private static let history = IODEFClass(
        section: "3.13", members: [.required("HistoryItem", .many(.historyItem)), restriction])

    private static let historyItem = IODEFClass(
        section: "3.13.1",
        members: [
            .required("action", .word(IODEFWords.action)), .required("DateTime", .dateTime), restriction,
            .optional("IncidentID", .one(.incidentID)), .optional("Contact", .one(.contact)),
        ])

    private static let indicator = IODEFClass(
        section: "3.29",
        members: [
            .required("IndicatorID", .one(.indicatorID)), restriction, .optional("StartTime", .dateTime),
            .optional("EndTime", .dateTime), .optional("Contact", .many(.contact)),
        ],
        atLeastOneOf: ["Observable", "uid-ref", "IndicatorExpression", "IndicatorReference"])

    private static let indicatorID = IODEFClass(
        section: "3.29.1",
        members: [.required("id", .text), .required("name", .text), .required("version", .text)])
}
