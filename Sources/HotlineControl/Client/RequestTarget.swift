/// Path and query of a request. Every segment and value is percent-encoded, so nothing that a user types can become
/// another path or another header.
struct RequestTarget: Hashable, Sendable {
    /// As it stands in the request line.
    let text: String

    /// `/v1/` and these segments; `parameters` without a value are left out. Throws `invalid_request` for an empty segment,
    /// which would name another route, and for a target beyond ``ControlLimits/targetBytes``.
    init(_ segments: [String], _ parameters: [(name: String, value: String?)] = []) throws(ControlClientError) {
        guard !segments.contains("") else {
            throw .node(ControlError(.invalidRequest, "an empty name or id"))
        }
        let query = parameters.compactMap { parameter in
            parameter.value.map { parameter.name + "=" + Self.escaped($0) }
        }
        let path = "/v1/" + segments.map(Self.escaped).joined(separator: "/")
        text = query.isEmpty ? path : path + "?" + query.joined(separator: "&")
        guard text.utf8.count <= ControlLimits.targetBytes else {
            throw .node(ControlError(.invalidRequest, "a name or id that is too long"))
        }
    }

    /// All but the unreserved characters of RFC 3986 section 2.3 as `%XX`.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
        }
    }
}
