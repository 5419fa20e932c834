import HotlineAudit
import HotlineControl
import HotlineProtocol

/// How texts begin, where the report's reader asked for content. Every body that is there was verified before.
struct Excerpts {
    /// Characters that are shown of one text.
    static let characters = 160
    /// A notice that is larger is named by its digest alone: it would be read whole for a line of it.
    static let noticeBytes = 1 << 20

    /// Nil where no content is to be shown.
    let source: (any AuditSource)?
    let logs: [AuditLog]

    /// The beginning of a message's text, or the description in a notice.
    func message(_ message: ReportedMessage) -> String? {
        text(log: message.log, leaf: message.leaf, mediaType: message.statement.body.mediaType)
    }

    /// The beginning of the note of the officer who decided last.
    func noteText(_ message: ReportedMessage) -> String? {
        message.answer.flatMap { text(log: $0.log, leaf: $0.leaf, mediaType: "text/plain") }
    }

    private func text(log id: Int64, leaf: UInt64, mediaType: String) -> String? {
        guard let source, let log = logs.first(where: { $0.id == id }), var body = try? source.body(of: log, leaf: leaf)
        else { return nil }
        if mediaType.hasPrefix("text/") { return (try? body.next()).flatMap { $0.flatMap(Self.beginning) } }
        guard mediaType == "application/json" || mediaType.hasSuffix("+json") else { return nil }
        return Self.whole(&body).flatMap(Self.description)
    }

    private static func whole(_ body: inout any AuditBody) -> [UInt8]? {
        var content: [UInt8] = []
        while let part = try? body.next() {
            content += part
            guard content.count <= noticeBytes else { return nil }
        }
        return content
    }

    /// The first description of the first incident (RFC 8727, section 3; RFC 7970, section 3.2).
    private static func description(_ content: [UInt8]) -> String? {
        guard case .object(let document)? = try? JSONParser.parse(content),
            case .array(let incidents)? = document["Incident"], case .object(let incident)? = incidents.first,
            case .array(let descriptions)? = incident["Description"]
        else { return nil }
        switch descriptions.first {
        case .string(let text): return beginning(Array(text.utf8))
        case .object(let members):
            guard case .string(let text)? = members["value"] else { return nil }
            return beginning(Array(text.utf8))
        case .array, .number, .bool, .null, nil: return nil
        }
    }

    private static func beginning(_ content: [UInt8]) -> String? {
        let text = String(decoding: content.prefix(characters * 4), as: UTF8.self)
        let kept = String(text.prefix(characters))
        guard !kept.isEmpty else { return nil }
        return kept.utf8.count < content.count ? kept + " …" : kept
    }
}
