/// A request that the node did not carry out: a stable code, words for a person, and what to do about it.
public struct ControlError: Error, Hashable, Sendable {
    /// The reason.
    public var code: Code
    /// The reason in words; safe to print, free of content.
    public var message: String
    /// What the caller can do about it.
    public var remedy: String?
    /// Id of the message that the request was about, so that a retry can name it.
    public var messageID: String?

    /// An error with its words.
    public init(_ code: Code, _ message: String, remedy: String? = nil, messageID: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.messageID = messageID
    }

    /// The status that the code travels with.
    public var httpStatus: Int { code.httpStatus }
}

extension ControlError: Codable {
    enum CodingKeys: String, CodingKey {
        case code, message, remedy
        case messageID = "message_id"
    }

    /// A code that this version does not know counts as `internal`; its words are kept.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        code = Code(rawValue: try fields.decode(String.self, forKey: .code)) ?? .internal
        message = try fields.decode(String.self, forKey: .message)
        remedy = try fields.decodeIfPresent(String.self, forKey: .remedy)
        messageID = try fields.decodeIfPresent(String.self, forKey: .messageID)
    }
}

extension ControlError: CustomStringConvertible {
    /// Words and remedy in one line.
    public var description: String {
        guard let remedy else { return message }
        return "\(message) (\(remedy))"
    }
}

/// The body of every answer that is not a success: `{"error": {…}}`.
public struct ErrorReply: Codable, Hashable, Sendable {
    /// The error.
    public var error: ControlError

    /// A reply that carries this error.
    public init(error: ControlError) {
        self.error = error
    }
}
