/// A request body of the local API. Fields that it does not have are refused: a misspelt field must not be ignored.
public protocol ControlRequest: Codable, Sendable {
    /// The JSON names of all fields.
    static var fieldNames: Set<String> { get }
}
