public import HotlineCrypto

/// What a statement says of its body: enough to check the content and to show what it was, nothing of the content.
public struct BodyDescriptor: Hashable, Sendable {
    /// SHA-256(salt ‖ content). The salt keeps a short content from being guessed (invariant 8).
    public let digest: Digest
    /// The content's length in bytes, at most `Limits.bodyBytes`.
    public let size: Int
    /// The content's media type (RFC 6838).
    public let mediaType: String
    /// The content's language (RFC 5646), where the sender gave one.
    public let language: String?

    /// A descriptor, or nil where the size, media type or language is out of its limits.
    public init?(digest: Digest, size: Int, mediaType: String, language: String?) {
        guard (0...Limits.bodyBytes).contains(size), Token.isMediaType(mediaType) else { return nil }
        guard language.map(Token.isLanguageTag) ?? true else { return nil }
        self.digest = digest
        self.size = size
        self.mediaType = mediaType
        self.language = language
    }
}

/// A content with the salt that hides it in its digest.
public struct SaltedBody: Hashable, Sendable {
    /// `Limits.saltBytes` random bytes.
    public let salt: [UInt8]
    /// The content.
    public let content: [UInt8]

    /// A body, or nil where the salt or content is out of its limits.
    public init?(salt: [UInt8], content: [UInt8]) {
        guard salt.count == Limits.saltBytes, content.count <= Limits.bodyBytes else { return nil }
        self.salt = salt
        self.content = content
    }

    /// SHA-256(salt ‖ content).
    public var digest: Digest { Digest.sha256(concatenating: [salt, content]) }

    /// One part of the content, empty beyond its end.
    public func part(_ index: Int) -> BodyPart {
        BodyPart(index: index, bytes: Array(content[BodyPart.range(index, ofSize: content.count)]))
    }

    /// Whether this is the body that the descriptor names.
    public func matches(_ descriptor: BodyDescriptor) -> Bool {
        content.count == descriptor.size && digest == descriptor.digest
    }
}
