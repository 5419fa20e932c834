/// A value of RFC 8259. Numbers keep their digits: nothing here calculates with them.
package enum JSONValue: Hashable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(String)
    case bool(Bool)
    case null
}
