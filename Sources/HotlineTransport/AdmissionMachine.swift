/// Which connection may begin a TLS handshake. Whoever has not shown a pinned key is a stranger, and costs a descriptor and
/// a TLS state; so strangers have places that are counted, in all and for each source.
///
/// *Early drop*: from half of a limit on a newcomer is refused with a chance that grows to certainty at the limit. A crowd
/// that holds all places for as long as it may then shuts nobody out for good: who tries again gets in at some time.
///
/// *Known sources*: addresses that peers have connected from with their key, and addresses that routes name. Places are
/// kept for them that no other source gets. An attacker behind a peer's own address competes with that peer only.
struct AdmissionMachine: Hashable, Sendable {
    /// Why a connection is closed unread.
    enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// Too many handshakes are under way.
        case crowd = "too many handshakes"
        /// Too many of them from this source.
        case source = "too many handshakes from one source"
        /// What is left of the process's descriptors is kept for other use.
        case descriptors = "too few descriptors are left"
    }

    private(set) var underWay = 0
    private var strangers = 0
    private var bySource: [SourceAddress: Int] = [:]
    /// Sources of pinned keys, the latest last.
    private var remembered: [SourceAddress] = []
    private var expected: [Expected] = []

    private struct Expected: Hashable, Sendable {
        let line: Int64
        let sources: Set<SourceAddress>
    }

    /// Whether the node has reason to think that a peer is there.
    func isKnown(_ source: SourceAddress) -> Bool {
        remembered.contains(source) || expected.contains { $0.sources.contains(source) }
    }

    /// A connection was accepted. One that is let in is to `leave`, with what it was told.
    /// - Parameter chance: 0 up to 1, random.
    mutating func enter(from source: SourceAddress, chance: Double) -> Result<Place, AdmissionRefused> {
        let isKnown = isKnown(source)
        let fromSource = bySource[source] ?? 0
        guard Self.admits(fromSource, limit: TransportLimits.handshakesPerSource, chance) else {
            return .failure(AdmissionRefused(.source))
        }
        let room = TransportLimits.handshakes - TransportLimits.handshakesKept
        guard underWay < TransportLimits.handshakes, isKnown || Self.admits(strangers, limit: room, chance) else {
            return .failure(AdmissionRefused(.crowd))
        }
        underWay += 1
        if !isKnown { strangers += 1 }
        bySource[source] = fromSource + 1
        return .success(Place(source: source, isStranger: !isKnown))
    }

    /// A handshake succeeded, or the connection of one that failed is closed.
    mutating func leave(_ place: Place) {
        underWay -= 1
        if place.isStranger { strangers -= 1 }
        let left = (bySource[place.source] ?? 1) - 1
        bySource[place.source] = left > 0 ? left : nil
    }

    /// A pinned key was shown from there.
    mutating func remember(_ source: SourceAddress) {
        remembered.removeAll { $0 == source }
        remembered.append(source)
        if remembered.count > TransportLimits.rememberedSources { remembered.removeFirst() }
    }

    /// A line's routes name these addresses now.
    mutating func expect(_ sources: Set<SourceAddress>, line: Int64) {
        expected.removeAll { $0.line == line }
        if !sources.isEmpty { expected.append(Expected(line: line, sources: sources)) }
    }

    /// Up to half of the limit everybody, at the limit nobody, in between by chance.
    private static func admits(_ count: Int, limit: Int, _ chance: Double) -> Bool {
        let half = limit / 2
        guard count >= half else { return true }
        return chance >= Double(count - half) / Double(limit - half)
    }
}

/// A handshake's place.
struct Place: Hashable, Sendable {
    let source: SourceAddress
    let isStranger: Bool
}

/// A connection was closed unread.
struct AdmissionRefused: Error, Hashable {
    let reason: AdmissionMachine.Refusal

    init(_ reason: AdmissionMachine.Refusal) {
        self.reason = reason
    }
}
