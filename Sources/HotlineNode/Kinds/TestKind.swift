/// A test of the line; its content means nothing. Kept apart from real traffic as on the Direct Communications Link,
/// where test, service and operational messages are three classes.
public struct TestKind: MessageKind {
    /// `test`.
    public static let name = "test"
    /// One line for help.
    public static let summary = "a test of the line; its content means nothing"

    /// The kind; it has no settings.
    public init() {}

    /// Text must be UTF-8; other content is not looked into.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        try TextBody.check(body, mediaType: mediaType)
    }

    /// Only text is looked into.
    public func looksInto(mediaType: String) -> Bool { MediaType(mediaType)?.isText ?? true }
}
