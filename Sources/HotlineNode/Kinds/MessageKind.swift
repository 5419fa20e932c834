/// A kind of message: what its body must be. One kind is one file and one row of ``KindTable/builtIn``.
///
/// A kind is checked twice: before a message is accepted from an officer, so that a mistake is named to the one who can
/// mend it, and when a statement arrives, where a body that fails is answered with a refusal.
public protocol MessageKind: Sendable {
    /// The name in statements, requests and on the command line: lower-case ASCII, at most 32 characters.
    static var name: String { get }

    /// What the kind is for, one line for help and documents.
    static var summary: String { get }

    /// Whether officers submit messages of this kind; the others are made by the node from another request.
    static var isSubmitted: Bool { get }

    /// Checks a body.
    ///
    /// - Parameters:
    ///   - body: The content, already held to the limit on bodies.
    ///   - mediaType: The media type that the sender states, as written.
    /// - Throws: ``KindProblem``, the first thing that is wrong.
    func check(body: [UInt8], mediaType: String) throws(KindProblem)

    /// Whether `check` looks into a body of this media type. Where it does not, a long body is never held whole, and
    /// `check` may be given an empty one in its place.
    func looksInto(mediaType: String) -> Bool
}

extension MessageKind {
    /// Most kinds are submitted by officers.
    public static var isSubmitted: Bool { true }

    /// Most kinds look into every body.
    public func looksInto(mediaType: String) -> Bool { true }
}
