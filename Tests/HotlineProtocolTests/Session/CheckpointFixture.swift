import HotlineTestSupport

@testable import HotlineProtocol

/// Two parties that both offer checkpoints, connected and live.
func witnessingParties() throws -> (MemoryParty, MemoryParty) {
    var (alpha, beta) = try newParties()
    (alpha.capabilities, beta.capabilities) = ([Capability.checkpoints], [Capability.checkpoints])
    try connect(&alpha, &beta)
    return (alpha, beta)
}

extension MemoryParty {
    /// Carries the frames of a conversation and names them.
    mutating func words(with other: inout MemoryParty) throws -> [String] {
        try pump(&self, &other).map(\.word)
    }
}
