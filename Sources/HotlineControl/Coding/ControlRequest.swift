/// A request body of the local API. Fields that it does not have are refused: a misspelt field must not be ignored.
public protocol ControlRequest: Codable, Sendable {
    /// The JSON names of all fields.
    static var fieldNames: Set<String> { get }

    /// Takes the fields of a request that was read strictly. Throws `invalid_request` naming the field that is missing or
    /// misshapen.
    init(_ fields: RequestFields) throws(ControlError)
}

/// The fields of a request as they were written, each name once. What is wrong with one is told by names and types only:
/// its value may be content.
public struct RequestFields: Sendable {
    private let members: [String: JSONValue]

    /// Reads a JSON object with no other fields than these.
    init(_ json: [UInt8], of names: Set<String>) throws(ControlError) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(json)
        } catch {
            throw ControlError(.invalidRequest, "the request is not clear JSON: \(error)")
        }
        guard case .object(let members) = value else {
            throw ControlError(.invalidRequest, "the request is not a JSON object")
        }
        if let unknown = members.keys.filter({ !names.contains($0) }).min() {
            throw ControlError(.invalidRequest, "unknown field \"\(unknown.prefix(64))\"")
        }
        self.members = members
    }

    /// A text that must be there.
    public func text(_ name: String) throws(ControlError) -> String {
        guard case .string(let text) = try need(name) else { throw misshapen(name) }
        return text
    }

    /// A text that may be absent.
    public func optionalText(_ name: String) throws(ControlError) -> String? {
        isAbsent(name) ? nil : try text(name)
    }

    /// Texts that must be there, none or more.
    public func texts(_ name: String) throws(ControlError) -> [String] {
        guard case .array(let elements) = try need(name) else { throw misshapen(name) }
        return try elements.map { element throws(ControlError) in
            guard case .string(let text) = element else { throw misshapen(name) }
            return text
        }
    }

    /// A whole number that may be absent.
    public func optionalInteger(_ name: String) throws(ControlError) -> Int? {
        if isAbsent(name) { return nil }
        guard case .number(let digits) = try need(name), let number = Int(digits) else { throw misshapen(name) }
        return number
    }

    /// True or false, which must be there.
    public func flag(_ name: String) throws(ControlError) -> Bool {
        guard case .bool(let flag) = try need(name) else { throw misshapen(name) }
        return flag
    }

    private func isAbsent(_ name: String) -> Bool { members[name] == nil || members[name] == .null }

    private func need(_ name: String) throws(ControlError) -> JSONValue {
        guard let value = members[name] else {
            throw ControlError(.invalidRequest, "field \"\(name)\" is missing")
        }
        return value
    }

    private func misshapen(_ name: String) -> ControlError {
        ControlError(.invalidRequest, "field \"\(name)\" has the wrong type")
    }
}
