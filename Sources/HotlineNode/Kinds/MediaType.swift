/// A media type such as `text/plain; charset=utf-8` (RFC 6838 section 4.2; parameters as in RFC 9110 section 5.6.6).
struct MediaType: Hashable, Sendable {
    /// The most characters that this reads.
    static let maximumLength = 127

    /// The top-level type in lower case.
    let type: String
    /// The subtype in lower case.
    let subtype: String
    /// The character set in lower case without quotes, where one is stated.
    let charset: String?

    /// Nil unless `text` is a media type.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let names = parts[0].trimmed.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy(Self.isName) else { return nil }
        type = names[0].lowercased()
        subtype = names[1].lowercased()
        var charset: String?
        for parameter in parts.dropFirst() {
            guard let (name, value) = Self.parameter(parameter) else { return nil }
            if name == "charset" { charset = value }
        }
        self.charset = charset
    }

    /// Whether it is text for people to read.
    var isText: Bool { type == "text" }

    /// Whether it is JSON: `application/json`, or a type with the suffix `+json` (RFC 6839 section 3.1).
    var isJSON: Bool { type == "application" && (subtype == "json" || subtype.hasSuffix("+json")) }

    private static func parameter(_ text: Substring) -> (name: String, value: String)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var value = parts[1].trimmed
        if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = value.dropFirst().dropLast() }
        guard isName(parts[0].trimmed), isName(value) else { return nil }
        return (parts[0].trimmed.lowercased(), value.lowercased())
    }

    /// A restricted name: letters, digits and a few signs, 1 to 127, beginning with a letter or digit.
    private static func isName(_ text: Substring) -> Bool {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            isAlphanumeric(scalar) || ["!", "#", "$", "&", "-", "^", "_", ".", "+"].contains(scalar)
        }
        guard let first = text.unicodeScalars.first else { return false }
        return isPlain && isAlphanumeric(first) && text.utf8.count <= 127
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
