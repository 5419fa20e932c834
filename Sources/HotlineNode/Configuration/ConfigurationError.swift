/// Why a configuration was refused: where, which key, what is wrong, and what was expected instead. Safe to print.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the wrong value stands.
    public enum Place: Hashable, Sendable {
        /// A file and, where it is known, the line in it, counted from 1.
        case file(path: String, line: Int?)

        /// An environment variable.
        case environment(variable: String)
    }

    /// Where the wrong value stands.
    public let place: Place
    /// The key in dotted form, such as `log.level`; nil when the file as a whole is meant.
    public let key: String?
    /// What is wrong.
    public let problem: String
    /// What would be right, in words; nil when the problem says all.
    public let expected: String?

    init(_ place: Place, key: String?, problem: String, expected: String?) {
        self.place = place
        self.key = key
        self.problem = problem
        self.expected = expected
    }

    /// `PATH:LINE: KEY PROBLEM; expected EXPECTED`, one line without control characters.
    public var description: String {
        let subject = key.map { SafeText.escape($0, limit: LogLimits.keyBytes) + " " } ?? ""
        let ending = expected.map { "; expected \($0)" } ?? ""
        return "\(placeDescription): \(subject)\(problem)\(ending)"
    }

    private var placeDescription: String {
        switch place {
        case .file(let path, let line?): "\(SafeText.escape(path)):\(line)"
        case .file(let path, nil): SafeText.escape(path)
        case .environment(let variable): "environment variable \(variable)"
        }
    }
}
