/// The rule for bodies that people read.
enum TextBody {
    /// Text is UTF-8 (RFC 3629); what is not `text/*` is not looked into.
    static func check(_ body: [UInt8], mediaType: String) throws(KindProblem) {
        guard let type = MediaType(mediaType) else {
            throw KindProblem(
                "has the media type \"\(SafeText.escape(mediaType, limit: 64))\", which is none", clause: "RFC 6838")
        }
        guard type.isText else { return }
        guard ["utf-8", "us-ascii"].contains(type.charset ?? "utf-8") else {
            throw KindProblem("is text in another character set; text must be UTF-8")
        }
        guard String(validating: body, as: UTF8.self) != nil else {
            throw KindProblem("is not UTF-8 text", clause: "RFC 3629")
        }
    }
}
