/// A failure as it leaves the program: the local API's error object, with the exit code.
struct FailureReport: Encodable {
    struct Failure: Encodable {
        let code: String
        let message: String
        let remedy: String?
        let messageID: String?
        let exitCode: Int32

        enum CodingKeys: String, CodingKey {
            case code, message, remedy
            case messageID = "message_id"
            case exitCode = "exit_code"
        }
    }

    let error: Failure

    init(_ failure: CommandFailure) {
        error = Failure(
            code: failure.code, message: failure.message, remedy: failure.remedy, messageID: failure.messageID,
            exitCode: failure.status.rawValue)
    }

    /// The same for a person: what, what to do, and the id for a retry.
    static func text(_ failure: CommandFailure) -> String {
        var lines = ["hotline: " + TerminalText.escape(failure.message)]
        if let remedy = failure.remedy { lines.append("  remedy: " + TerminalText.escape(remedy)) }
        if let id = failure.messageID { lines.append("  message id: " + TerminalText.escape(id)) }
        return lines.joined(separator: "\n")
    }
}
