import HotlineControl
import HotlineProtocol

/// The content of a message: from a file, an argument, or standard input.
struct BodyInput {
    /// The content's bytes.
    let bytes: [UInt8]
    /// The file that it came from.
    let fileName: String?

    /// Reads the content; `-` as a file, or neither file nor text, is standard input.
    /// - Throws: ``CommandFailure`` where it cannot be read or is larger than a message may be.
    static func read(file: String?, text: String?, console: Console) throws -> BodyInput {
        if let text { return BodyInput(bytes: Array(text.utf8), fileName: nil) }
        if let file, file != "-" {
            return BodyInput(bytes: try Descriptor.contents(of: file, limit: Limits.bodyBytes), fileName: file)
        }
        if console.inputIsTerminal { console.note("Type the text; end it with Ctrl-D on a line of its own.") }
        return BodyInput(bytes: try console.readInput(Limits.bodyBytes), fileName: nil)
    }

    /// The content as text where it is UTF-8; else nil.
    var text: String? {
        String(validating: bytes, as: UTF8.self)
    }
}

/// Media types (RFC 6838) by kind and file name.
enum MediaType {
    /// The type of a content; nil where the kind's own default is right.
    ///
    /// A notice is IODEF JSON, for which RFC 8727 registers no type of its own.
    static func guess(kind: String, fileName: String?, isText: Bool) -> String? {
        if kind == "notice" { return "application/json" }
        if let known = fileName.flatMap(byExtension) { return known }
        return isText ? nil : "application/octet-stream"
    }

    private static func byExtension(_ fileName: String) -> String? {
        guard let dot = fileName.lastIndex(of: "."), !fileName[dot...].contains("/") else { return nil }
        return table[fileName[fileName.index(after: dot)...].lowercased()]
    }

    private static let table = [
        "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html",
        "json": "application/json", "xml": "application/xml", "cbor": "application/cbor", "pdf": "application/pdf",
        "zip": "application/zip", "gz": "application/gzip", "eml": "message/rfc822",
        "pcap": "application/vnd.tcpdump.pcap",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    ]
}
