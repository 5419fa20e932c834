internal import HotlineControl

/// An incident notice: an IODEF document in JSON (RFC 8727).
///
/// RFC 8727 registers no media type, so `application/json` and any `+json` type are taken.
public struct NoticeKind: MessageKind {
    /// `notice`.
    public static let name = "notice"
    /// One line for help.
    public static let summary = "an incident notice, IODEF in JSON (RFC 8727)"

    /// The kind; it has no settings.
    public init() {}

    /// Checks the members that RFC 8727 requires, the values that it enumerates, and the times.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        guard let type = MediaType(mediaType), type.isJSON else {
            throw KindProblem("has the media type \"\(SafeText.escape(mediaType, limit: 64))\", not application/json")
        }
        let document: JSONValue
        do {
            document = try JSONParser.parse(body)
        } catch {
            throw KindProblem("is not JSON: \(error)", clause: "RFC 8259")
        }
        try IODEFCheck.document(document)
    }
}
