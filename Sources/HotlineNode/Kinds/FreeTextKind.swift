/// A message in free text, or in any media type that the two sides understand.
public struct FreeTextKind: MessageKind {
    /// `message`.
    public static let name = "message"
    /// One line for help.
    public static let summary = "a message in free text, or any other content"

    /// The kind; it has no settings.
    public init() {}

    /// Text must be UTF-8; other content is not looked into.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        try TextBody.check(body, mediaType: mediaType)
    }

    /// Only text is looked into.
    public func looksInto(mediaType: String) -> Bool { MediaType(mediaType)?.isText ?? true }
}
