/// What a side may have on the way without a receipt: granted in a HELLO, and by credit frames after it (invariant 7).
public struct Credit: Hashable, Sendable {
    /// Statements.
    public private(set) var messages: UInt64
    /// Bytes of statements and bodies.
    public private(set) var bytes: UInt64

    /// A credit.
    public init(messages: UInt64, bytes: UInt64) {
        self.messages = messages
        self.bytes = bytes
    }

    /// What a node grants that has the space for it.
    public static let full = Credit(messages: Limits.creditMessages, bytes: Limits.creditBytes)
    /// What a node grants that has no space to spare: receipts and farewells go on, statements wait.
    public static let none = Credit(messages: 0, bytes: 0)

    /// Adds a further grant.
    mutating func add(_ more: Credit) {
        messages = messages.addingReportingOverflow(more.messages).overflow ? .max : messages + more.messages
        bytes = bytes.addingReportingOverflow(more.bytes).overflow ? .max : bytes + more.bytes
    }

    /// Spends one statement of so many bytes.
    mutating func spend(bytes cost: UInt64) {
        messages -= min(messages, 1)
        bytes -= min(bytes, cost)
    }

    /// The part of it that statements up to this precedence may take together. The rest is kept for more urgent ones, which
    /// are so never behind the receipts of less urgent ones (invariant 6): of the messages a sixteenth, of the bytes a
    /// quarter for each step.
    func share(of precedence: Precedence) -> Credit {
        let steps = UInt64(Precedence.flash.rawValue - precedence.rawValue)
        // What waits for its receipt is kept in memory: a peer that grants without end does not decide how much.
        let messages = min(messages, Limits.sentMessages)
        guard messages > 0 else { return .none }
        return Credit(messages: max(1, messages - messages / 16 * steps), bytes: bytes / 4 * (4 - steps))
    }
}
