public import Foundation

/// JSON as the local API writes and reads it: snake_case names, absent fields left out, slashes not escaped.
public enum ControlJSON {
    /// One line of JSON, keys in order of name, so that equal values give equal bytes.
    public static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// A value from a reply. Fields that this version does not know are passed over.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }

    /// A value from a request. Throws `invalid_request` naming the field that is missing, misshapen or unknown.
    public static func decodeRequest<Request: ControlRequest>(
        _ type: Request.Type, from data: Data
    ) throws(ControlError) -> Request {
        do {
            let names = try JSONDecoder().decode([String: Anything].self, from: data).keys
            if let unknown = names.filter({ !Request.fieldNames.contains($0) }).min() {
                throw ControlError(.invalidRequest, "unknown field \"\(unknown.prefix(64))\"", remedy: fieldList(type))
            }
            return try JSONDecoder().decode(type, from: data)
        } catch let error as ControlError {
            throw error
        } catch let error as DecodingError {
            throw ControlError(.invalidRequest, describe(error), remedy: fieldList(type))
        } catch {
            throw ControlError(.invalidRequest, "the request is not JSON")
        }
    }

    private static func fieldList<Request: ControlRequest>(_ type: Request.Type) -> String {
        "the fields are " + Request.fieldNames.sorted().joined(separator: ", ")
    }

    /// Names of fields and types only: a request's values may be content.
    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "field \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): misshapen(context.codingPath)
        case .dataCorrupted(let context) where !context.codingPath.isEmpty: misshapen(context.codingPath)
        case .dataCorrupted: "the request is not JSON"
        @unknown default: "the request is not what this route takes"
        }
    }

    private static func misshapen(_ path: [any CodingKey]) -> String {
        guard let name = path.first?.stringValue else { return "the request is not a JSON object" }
        return "field \"\(name.prefix(64))\" has the wrong type"
    }
}

/// Any JSON value, not looked at.
private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
}
