public import HotlineCrypto
internal import HotlineProtocol

/// Checks a proof file from given keys alone: no clock, no network, no other file, and nothing that the file says of itself.
public struct ProofCheck: Sendable {
    private let keys: [KeyLine]

    /// A check that trusts these keys.
    ///
    /// - Returns: nil where two lines give one name different keys: nobody could say which is meant.
    public init?(keys: [KeyLine]) {
        for line in keys where keys.contains(where: { $0.name == line.name && $0.key != line.key }) { return nil }
        self.keys = keys
    }

    /// What the file shows.
    public func check(_ bytes: [UInt8]) -> ProofReport {
        do {
            return try check(ProofFile(decoding: bytes))
        } catch {
            return ProofReport(refuted: error)
        }
    }

    private func check(_ file: ProofFile) throws(ProofFault) -> ProofReport {
        let subject = file.message.statement.statement
        var parties = ProofParties(subject, keys: keys)
        var heads = ProofHeads()
        var proven: [ProvenStatement] = []
        for (number, (place, item)) in file.items.enumerated() {
            do throws(ProofFault.Reason) {
                if number > 0 { try Self.requireAnswer(item.statement.statement, to: subject) }
                var itemCheck = ProofItemCheck(item: item, number: number, parties: parties, heads: heads)
                if let statement = try itemCheck.run() { proven.append(statement) }
                (parties, heads) = (itemCheck.parties, itemCheck.heads)
            } catch {
                throw ProofFault(place, error)
            }
        }
        let message = proven.first { $0.number == 0 }
        let answers = proven.filter { $0.number > 0 }
        let missing = ProofGaps(file: file, message: message, answers: answers, parties: parties).list
        return ProofReport(message: message, answers: answers, missing: missing, hints: file.keyLines)
    }

    /// An answer is the recipient's own word on this message: an officer's decision, or its node's refusal.
    private static func requireAnswer(_ answer: Statement, to subject: Statement) throws(ProofFault.Reason) {
        let details = answer.details
        let isDecision = answer.kind == .acknowledgement && details.decision != nil && details.officer != nil
        let isRefusal = answer.kind == .refusal && details.code != nil
        guard answer.sender == subject.recipient, answer.recipient == subject.sender,
            answer.inReplyTo == subject.messageID, isDecision || isRefusal
        else { throw .notAnAnswer }
    }
}

/// The two parties of the message, their keys where given, and how many signatures wait for a key.
struct ProofParties {
    let sender: NodeName
    let recipient: NodeName
    private let keys: [KeyLine]
    private(set) var unchecked: [NodeName: Int] = [:]

    init(_ subject: Statement, keys: [KeyLine]) {
        (sender, recipient, self.keys) = (subject.sender, subject.recipient, keys)
    }

    /// The other one; nil for a stranger.
    func other(than name: NodeName) -> NodeName? {
        if name == sender { return recipient }
        return name == recipient ? sender : nil
    }

    /// The key of a party; without one, its signature is counted as not checked.
    mutating func key(of name: NodeName) -> KeyLine? {
        if let line = keys.first(where: { $0.name == name }) { return line }
        unchecked[name, default: 0] += 1
        return nil
    }
}
