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

    /// A value from a request, read by one strict parser and no other. Throws `invalid_request` naming the field that is
    /// missing, misshapen or unknown.
    public static func decodeRequest<Request: ControlRequest>(
        _ type: Request.Type, from json: [UInt8]
    ) throws(ControlError) -> Request {
        do {
            return try Request(RequestFields(json, of: Request.fieldNames))
        } catch {
            var error = error
            error.remedy = error.remedy ?? "the fields are " + Request.fieldNames.sorted().joined(separator: ", ")
            throw error
        }
    }
}
