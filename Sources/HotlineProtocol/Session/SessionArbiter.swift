public import HotlineCrypto

/// At most one session a line: which of two acceptable ones stays.
public struct SessionArbiter: Hashable, Sendable {
    /// What the rule looks at in a session whose HELLO was acceptable.
    public struct Contender: Hashable, Sendable {
        /// Counts the connections of the line in this process.
        public let number: UInt64
        /// The node that dialled.
        public let dialler: VerifyingKey
        /// The dialler's epoch.
        public let epoch: Epoch
        /// The dialler's count of dials in that epoch.
        public let dialCounter: UInt64

        /// A session.
        public init(number: UInt64, dialler: VerifyingKey, epoch: Epoch, dialCounter: UInt64) {
            self.number = number
            self.dialler = dialler
            self.epoch = epoch
            self.dialCounter = dialCounter
        }
    }

    /// What to do with the newcomer.
    public enum Verdict: Hashable, Sendable {
        /// It is the line's session.
        case accept
        /// It is the line's session in place of this one, which is told so and drained.
        case replace(UInt64)
        /// It is told so and drained.
        case reject
    }

    /// The line's session.
    public private(set) var current: Contender?
    private let smallerKey: VerifyingKey

    /// An arbiter for the line of these two.
    public init(_ one: VerifyingKey, _ other: VerifyingKey) {
        smallerKey = one.rawBytes.lexicographicallyPrecedes(other.rawBytes) ? one : other
    }

    /// A session's HELLO was acceptable.
    /// - Parameter currentIsSilent: nothing came over the current session for a ping interval.
    public mutating func admit(_ newcomer: Contender, currentIsSilent: Bool) -> Verdict {
        guard let held = current else {
            current = newcomer
            return .accept
        }
        guard wins(newcomer, over: held, isSilent: currentIsSilent) else { return .reject }
        current = newcomer
        return .replace(held.number)
    }

    /// A session has ended.
    public mutating func ended(_ number: UInt64) {
        if current?.number == number { current = nil }
    }

    private func wins(_ newcomer: Contender, over held: Contender, isSilent: Bool) -> Bool {
        guard newcomer.dialler == held.dialler else { return newcomer.dialler == smallerKey || isSilent }
        return newcomer.epoch == held.epoch ? newcomer.dialCounter > held.dialCounter : true
    }
}
