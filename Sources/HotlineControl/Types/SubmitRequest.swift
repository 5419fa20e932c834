import Foundation

/// `POST /v1/messages`: store a message and send it when the line is up. The answer means: committed with an fsync.
public struct SubmitRequest: ControlRequest, Hashable {
    /// UUIDv7, lower case, made by the client before the request; a retry uses the same one.
    public var messageID: String
    /// Name of the peer.
    public var peer: String
    /// The lane.
    public var channel: String
    /// `routine`, `priority`, `immediate` or `flash`.
    public var precedence: String
    /// `notice`, `message`, `test` or `service`.
    public var kind: String
    /// TLP 2.0 label.
    public var tlp: String
    /// Media type; the kind's own where absent.
    public var mediaType: String?
    /// BCP 47 language tag.
    public var language: String?
    /// The content as text; exactly one of this and `body_base64`.
    public var text: String?
    /// The content as base64 (RFC 4648 section 4, padded); exactly one of this and `text`.
    public var bodyBase64: String?
    /// Within how many seconds of its commit the message is to be acknowledged.
    public var acknowledgeBySeconds: Int?
    /// Id of the message that this one answers.
    public var inReplyTo: String?

    /// All fields; those that may be absent are `nil` unless given.
    public init(
        messageID: String, peer: String, channel: String, precedence: String, kind: String, tlp: String,
        mediaType: String? = nil, language: String? = nil, text: String? = nil, bodyBase64: String? = nil,
        acknowledgeBySeconds: Int? = nil, inReplyTo: String? = nil
    ) {
        self.messageID = messageID
        self.peer = peer
        self.channel = channel
        self.precedence = precedence
        self.kind = kind
        self.tlp = tlp
        self.mediaType = mediaType
        self.language = language
        self.text = text
        self.bodyBase64 = bodyBase64
        self.acknowledgeBySeconds = acknowledgeBySeconds
        self.inReplyTo = inReplyTo
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(
            messageID: try fields.text("message_id"), peer: try fields.text("peer"),
            channel: try fields.text("channel"), precedence: try fields.text("precedence"),
            kind: try fields.text("kind"), tlp: try fields.text("tlp"),
            mediaType: try fields.optionalText("media_type"), language: try fields.optionalText("language"),
            text: try fields.optionalText("text"),
            bodyBase64: try fields.optionalText("body_base64"),
            acknowledgeBySeconds: try fields.optionalInteger("acknowledge_by_seconds"),
            inReplyTo: try fields.optionalText("in_reply_to"))
    }

    /// All fields; anything else in the request is refused.
    public static let fieldNames = Set(CodingKeys.allCases.map(\.rawValue))

    enum CodingKeys: String, CodingKey, CaseIterable {
        case peer, channel, precedence, kind, tlp, language, text
        case messageID = "message_id"
        case mediaType = "media_type"
        case bodyBase64 = "body_base64"
        case acknowledgeBySeconds = "acknowledge_by_seconds"
        case inReplyTo = "in_reply_to"
    }
}

extension SubmitRequest {
    /// The content's bytes.
    ///
    /// Throws `invalid_request` unless exactly one of `text` and `body_base64` is there and the base64 is canonical,
    /// and `body_too_large` beyond ``ControlLimits/contentBytes``.
    public func content() throws(ControlError) -> [UInt8] {
        let bytes: [UInt8]
        switch (text, bodyBase64) {
        case (let text?, nil): bytes = Array(text.utf8)
        case (nil, let encoded?): bytes = try Self.decoded(encoded, messageID: messageID)
        case (nil, nil), (.some, .some):
            throw ControlError(
                .invalidRequest, "exactly one of text and body_base64 must be given", messageID: messageID)
        }
        guard bytes.count <= ControlLimits.contentBytes else {
            throw ControlError(
                .bodyTooLarge, "the content is \(bytes.count) bytes; at most \(ControlLimits.contentBytes) are taken",
                messageID: messageID)
        }
        return bytes
    }

    /// Foundation's decoder does not look at the unused bits of the last character; encoding again does.
    private static func decoded(_ encoded: String, messageID: String) throws(ControlError) -> [UInt8] {
        guard let data = Data(base64Encoded: encoded), data.base64EncodedString() == encoded else {
            throw ControlError(
                .invalidRequest, "body_base64 is not canonical, padded base64 (RFC 4648 section 4)",
                messageID: messageID)
        }
        return Array(data)
    }
}
