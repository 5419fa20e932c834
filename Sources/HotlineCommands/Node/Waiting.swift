import HotlineControl
import HotlineProtocol

/// Waiting for what becomes of a message that is stored: its receipt or an officer's decision.
struct Waiting {
    /// How a wait ends.
    enum Outcome: Hashable {
        /// What was waited for is there.
        case reached
        /// The peer's node refused the message, or its officer denied it.
        case refused
        /// The time is up; the message goes on by itself.
        case timedOut
    }

    /// What is waited for.
    let condition: WaitCondition
    /// For how long.
    let limit: Duration
    let console: Console
    /// Shows the message as it is: where somebody follows the way of a long content. Nil where nobody does.
    var look: (@Sendable () async throws -> Message)?

    /// Asks `again` (at most so many seconds) until the message has come so far or the time is up.
    ///
    /// A daemon that is away for a while is no reason to stop: the message is stored.
    func run(
        from message: Message, again: (_ seconds: Int) async throws -> Message
    ) async throws -> (message: Message, outcome: Outcome) {
        let deadline = console.uptime() + limit
        var progress = Progress(console: console)
        var current = message
        defer { progress.end() }
        while true {
            if let outcome = outcome(of: current) { return (current, outcome) }
            let start = console.uptime()
            guard start < deadline else { return (current, .timedOut) }
            say(current, &progress)
            let seconds = min(max(1, Int((deadline - start).components.seconds)), ControlLimits.waitSeconds)
            do {
                if let look, isOnItsWay(current) {
                    try await console.pause(Self.glance)
                    current = try await look()
                    continue
                }
                current = try await again(seconds)
            } catch {
                guard Submission.mayPass(error) else { throw CommandFailure(of: error).about(current.id) }
                progress.add("the daemon does not answer: asking again")
            }
            try await breathe(since: start, current)
        }
    }

    private func say(_ message: Message, _ progress: inout Progress) {
        guard look != nil, let sent = message.transferred else {
            progress.say("waiting for \(words) from \(message.peer) (\(message.state.rawValue))")
            return
        }
        progress.move(to: "sending to \(message.peer): \(ByteCount.progress(sent, of: message.size))")
    }

    /// A content of one part is not worth a look.
    private func isOnItsWay(_ message: Message) -> Bool {
        message.receipt == nil && message.size > Limits.partBytes
    }

    /// A daemon that is stopping answers at once, and one that is gone does too.
    private func breathe(since start: Duration, _ message: Message) async throws {
        guard outcome(of: message) == nil, console.uptime() - start < Self.breath else { return }
        try await console.pause(Self.breath)
    }

    /// From one look at a long content to the next.
    private static let glance = Duration.milliseconds(500)
    /// The shortest time from one question to the next.
    private static let breath = Duration.seconds(1)

    /// What the message's state means for this wait; nil while there is reason to wait.
    private func outcome(of message: Message) -> Outcome? {
        if message.refusal != nil || message.state == .refused { return .refused }
        switch condition {
        case .receipt:
            return message.receipt?.verified == true ? .reached : nil
        case .acknowledgement:
            guard let answer = message.acknowledgements.last else { return nil }
            return answer.decision == DecisionChoice.denied.rawValue ? .refused : .reached
        }
    }

    private var words: String {
        switch condition {
        case .receipt: "the receipt"
        case .acknowledgement: "an officer's decision"
        }
    }

    /// The failure that an outcome ends the program with; nil where there is none.
    func failure(_ outcome: Outcome, of message: Message) -> CommandFailure? {
        switch outcome {
        case .reached: nil
        case .refused: refusal(of: message)
        case .timedOut:
            CommandFailure(
                .timedOut, code: "timed_out",
                "waited in vain for \(words); the message is stored and goes on by itself",
                remedy: "look again with: hotline show \(message.id)", messageID: message.id)
        }
    }

    private func refusal(of message: Message) -> CommandFailure {
        if let answer = message.acknowledgements.last, message.refusal == nil {
            return CommandFailure(
                .refused, code: "denied", "\(answer.officer) (\(answer.by)) denied the message", messageID: message.id)
        }
        let code = message.refusal?.code ?? "no code"
        return CommandFailure(
            .refused, code: "refused", "\(message.recipient) refused the message: \(code)", messageID: message.id)
    }
}
