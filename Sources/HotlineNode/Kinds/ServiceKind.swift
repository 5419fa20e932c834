/// A message about the line itself: maintenance, a change of routes, staffing.
public struct ServiceKind: MessageKind {
    /// `service`.
    public static let name = "service"
    /// One line for help.
    public static let summary = "a message about the line itself, such as maintenance"

    /// The kind; it has no settings.
    public init() {}

    /// Text must be UTF-8; other content is not looked into.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        try TextBody.check(body, mediaType: mediaType)
    }

    /// Only text is looked into.
    public func looksInto(mediaType: String) -> Bool { MediaType(mediaType)?.isText ?? true }
}
