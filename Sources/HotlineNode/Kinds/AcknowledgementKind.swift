/// An officer's decision on a message. The decision and the officer stand in the statement; the body is the note.
public struct AcknowledgementKind: MessageKind {
    /// `acknowledgement`.
    public static let name = "acknowledgement"
    /// One line for help.
    public static let summary = "an officer's decision on a message, with a note"
    /// Made from the request that acknowledges a message.
    public static let isSubmitted = false

    /// The kind; it has no settings.
    public init() {}

    /// The note is text, and may be empty.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        guard let type = MediaType(mediaType), type.isText else {
            throw KindProblem("has the media type \"\(SafeText.escape(mediaType, limit: 64))\"; a note is text/plain")
        }
        try TextBody.check(body, mediaType: mediaType)
    }
}
