/// A figure against what was to be reached.
struct Verdict: Encodable {
    let target: String
    let found: String
    let isReached: Bool

    var text: String { "\(isReached ? "reached" : "MISSED ")  \(target): \(found)" }
}

/// What a part has found.
protocol Measurement: Encodable {
    /// Its name in the JSON file.
    var name: String { get }
    /// The machine's, from just before and just after.
    var floors: Floors { get set }
    var tables: [Table] { get }
    var verdicts: [Verdict] { get }
}
