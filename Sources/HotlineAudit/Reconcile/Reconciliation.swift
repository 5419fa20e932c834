public import HotlineCrypto
public import HotlineProtocol

/// Compares the logs of a line's two sides, statement by statement. It reads nothing: it is given the statements of both
/// sides, in the order of each side's log, and the heads that each holds of the other; an audit has verified both before.
///
/// What both sides have is let go at once, so that logs that agree take no memory, however long they are.
public struct Reconciliation: Sendable {
    /// What both sides say of one statement.
    struct Pair: Sendable {
        let signed: SignedStatement
        /// By side, each log's.
        var sightings: [[Sighting]] = [[], []]
        /// By side: the statement before it in its stream, as that side's log has them.
        var before: [Digest?] = [nil, nil]
    }

    /// A stream of one sender.
    struct SentStream: Hashable {
        let sender: LineSide
        let stream: Stream
    }

    let parties: [KeyLine]
    /// Where a side has several logs, a statement can be in two of them: then all pairs are kept to the end.
    private let keepsAll: Bool
    var pairs: [Digest: Pair] = [:]
    /// The newest statement of each stream in each side's log.
    private var newest: [[SentStream: Digest]] = [[:], [:]]
    /// Pairs that the sides have behind different statements: in another order, or because something is missing.
    var displaced: [Displaced] = []
    var result: ReconciliationResult
    /// Sides that show less of their logs than a head that they signed.
    var shortened: Set<LineSide> = []
    /// The logs that were shown, by side, with their sizes.
    let logs: [[LogOrigin: UInt64]]

    struct Displaced: Sendable {
        let statement: Statement
        let before: [Digest?]
    }

    /// A comparison of the logs of two parties.
    ///
    /// - Parameter logs: what is shown of each side: its logs with their sizes.
    public init(_ first: KeyLine, _ second: KeyLine, logs: [[LogOrigin: UInt64]]) {
        parties = [first, second]
        self.logs = logs
        keepsAll = logs.contains { $0.count > 1 }
        result = ReconciliationResult()
    }

    /// Takes the next statement of one side's log.
    public mutating func take(_ signed: SignedStatement, at sighting: Sighting, of side: LineSide) {
        guard let sender = self.sender(of: signed.statement) else { return }
        let stream = SentStream(sender: sender, stream: signed.statement.stream)
        var pair = pairs[signed.digest] ?? Pair(signed: signed)
        if pair.sightings[side.rawValue].isEmpty {
            pair.before[side.rawValue] = newest[side.rawValue].updateValue(signed.digest, forKey: stream)
        }
        pair.sightings[side.rawValue].append(sighting)
        if keepsAll || pair.sightings.contains(where: \.isEmpty) {
            pairs[signed.digest] = pair
        } else {
            pairs[signed.digest] = nil
            settle(pair, from: sender)
        }
    }

    /// Takes a head that one side holds of the other's log, and the root of that log at its size; nil where the log that is
    /// shown is not so long.
    public mutating func take(held head: SignedHead, shownRoot: Digest?, of side: LineSide) {
        let (size, name) = (head.head.size, parties[side.rawValue].name)
        guard let shownRoot else {
            shortened.insert(side)
            return find(
                .shortened, side, nil,
                "\(name) signed a head of \(head.head.origin) with \(size) entries, and less is shown of that log")
        }
        if shownRoot != head.head.root {
            find(
                .fork, side, nil,
                "\(name) signed another root of \(head.head.origin) at size \(size) than its entries give")
        }
    }

    /// The result, when everything was taken.
    public mutating func finish() -> ReconciliationResult {
        let rest = pairs.values.sorted { $0.order < $1.order }
        for pair in rest where !pair.sightings.contains(where: \.isEmpty) {
            if let sender = sender(of: pair.signed.statement) { settle(pair, from: sender) }
        }
        let alone = rest.filter { $0.sightings.contains(where: \.isEmpty) }
        let places = Dictionary(grouping: alone, by: \.place)
        for pair in alone { settleMissing(pair, among: places[pair.place] ?? []) }
        findOrder()
        return result
    }

    func sender(of statement: Statement) -> LineSide? {
        LineSide.allCases.first { parties[$0.rawValue].name == statement.sender }
    }

    mutating func find(
        _ kind: ReconciliationFinding.Kind, _ side: LineSide, _ statement: Statement?, receivedAt: UInt64? = nil,
        _ what: String
    ) {
        result.add(ReconciliationFinding(kind, side, statement, receivedAt: receivedAt, what))
    }
}

extension Reconciliation.Pair {
    /// A place in a stream, of which a sender has one statement.
    struct Place: Hashable {
        let sender: NodeName
        let stream: Stream
        let ordinal: Ordinal
    }

    var place: Place {
        Place(sender: signed.statement.sender, stream: signed.statement.stream, ordinal: signed.statement.ordinal)
    }

    /// Findings come in the order of the logs.
    fileprivate var order: (Int64, UInt64, String) {
        let first = sightings.lazy.flatMap { $0 }.first
        return (first?.storedAt ?? 0, first?.leaf ?? 0, signed.digest.description)
    }
}
