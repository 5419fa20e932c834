/// What is wrong with a body of some kind. Its description is safe to print and to send to the one who submitted it.
public struct KindProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the body, such as `Incident[0].GenerationTime`; empty for the body as a whole.
    public let path: String

    /// What is wrong there, such as `is missing`.
    public let problem: String

    /// The clause that says so, such as `RFC 8727 section 6`; nil where it is this project's own rule.
    public let clause: String?

    init(path: String = "", _ problem: String, clause: String? = nil) {
        self.path = path
        self.problem = problem
        self.clause = clause
    }

    /// `PATH PROBLEM (CLAUSE)`.
    public var description: String {
        let subject = path.isEmpty ? "the body" : path
        return "\(subject) \(problem)" + (clause.map { " (\($0))" } ?? "")
    }
}
