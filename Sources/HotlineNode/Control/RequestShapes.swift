import HotlineControl

/// Checks of form, made before the node is asked: what passes may still not exist.
enum RequestShapes {
    /// A UUID in lower case with its hyphens. Throws `invalid_request`.
    static func messageID(_ text: String) throws(ControlError) -> String {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups.allSatisfy({ $0.allSatisfy(isLowerHex) }) else {
            throw ControlError(.invalidRequest, "a message id is a UUID in lower case")
        }
        return text
    }

    /// A node's name: 1 to 63 of `a-z`, `0-9`, `-` and `.`. Throws `invalid_request`.
    static func nodeName(_ text: String) throws(ControlError) -> String {
        guard (1...63).contains(text.utf8.count), text.utf8.allSatisfy(isNameByte) else {
            throw ControlError(.invalidRequest, "a node's name is 1 to 63 of a-z, 0-9, hyphen and dot")
        }
        return text
    }

    /// Text of at most so many bytes, not empty. Throws `invalid_request`.
    static func text(_ text: String, _ field: String, atMost limit: Int) throws(ControlError) {
        guard (1...limit).contains(text.utf8.count) else {
            throw ControlError(.invalidRequest, "\(field) must be 1 to \(limit) bytes")
        }
    }

    /// RFC 3339 UTC with milliseconds. Throws `invalid_request`.
    static func time(_ text: String, _ field: String) throws(ControlError) {
        guard ControlTime.milliseconds(text) != nil else {
            throw ControlError(.invalidRequest, "\(field) must be a UTC time like 2026-11-21T22:04:05.123Z")
        }
    }

    private static func isLowerHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
