public import HotlineProtocol

/// Carries frames both ways until neither side has one, committing after each round; gives all frames in order.
@discardableResult
public func pump(_ one: inout MemoryParty, _ other: inout MemoryParty) throws -> [Frame] {
    var passed: [Frame] = []
    while true {
        let before = passed.count
        passed += try carry(from: &one, to: &other)
        passed += try carry(from: &other, to: &one)
        let committed = [try one.commit(), try other.commit()].compactMap { $0 }
        if passed.count == before, committed.isEmpty { return passed }
    }
}

/// Carries what one side has to send, and commits nothing.
@discardableResult
public func carry(from one: inout MemoryParty, to other: inout MemoryParty) throws -> [Frame] {
    var passed: [Frame] = []
    while let frame = try one.pull() {
        passed.append(frame)
        try other.receive(frame)
    }
    return passed
}

/// Two parties that are connected and live, with nothing said yet.
public func liveParties() throws -> (MemoryParty, MemoryParty) {
    var (one, other) = try newParties()
    try connect(&one, &other)
    return (one, other)
}

/// Two parties of one line that have never spoken.
public func newParties() throws -> (MemoryParty, MemoryParty) {
    let (alpha, beta) = (try TestIdentity.alpha(), try TestIdentity.beta())
    return (try MemoryParty(alpha, peer: beta, epoch: 0xA0), try MemoryParty(beta, peer: alpha, epoch: 0xB0))
}

/// Connects two parties and exchanges the HELLOs alone.
public func connect(_ one: inout MemoryParty, _ other: inout MemoryParty) throws {
    try one.connect()
    try other.connect()
    let (first, second) = (try one.pull(), try other.pull())
    if let first { try other.receive(first) }
    if let second { try one.receive(second) }
}
