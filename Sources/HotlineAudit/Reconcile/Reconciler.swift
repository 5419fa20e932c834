public import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

/// Verifies both sides of one line, then compares them.
public struct Reconciler: Sendable {
    /// What came of it.
    public enum Verdict: Sendable {
        /// Both sides are whole; what they say is compared. The sides are in the order in which they were given.
        case compared(parties: [KeyLine], ReconciliationResult)
        /// What this side shows is not whole.
        case broken(LineSide, AuditFinding)
        /// Something could not be looked at.
        case unchecked(String)
    }

    private let sources: [any AuditSource]
    private let keys: AuditKeys
    private let report: @Sendable (LineSide, AuditProgress) -> Void

    /// A comparison of two sources: exports, or databases, of the two nodes of a line.
    public init(
        _ first: any AuditSource, _ second: any AuditSource, keys: AuditKeys,
        report: @escaping @Sendable (LineSide, AuditProgress) -> Void = { _, _ in }
    ) {
        (sources, self.keys, self.report) = ([first, second], keys, report)
    }

    /// Verifies and compares.
    public func run() -> Verdict {
        do {
            let sides = try LineSide.allCases.map { try SideLogs(sources[$0.rawValue], $0) }
            let logs = try Self.line(of: sides)
            let parties = try logs.map { try Self.owner(of: $0, keys) }
            if let verdict = audit(parties) { return verdict }
            return .compared(parties: parties, try compare(logs, parties))
        } catch let error as AuditFinding {
            return .unchecked(error.description)
        } catch let obstacle as Obstacle {
            return .unchecked(obstacle.reason)
        } catch {
            return .unchecked("\(error)")
        }
    }

    /// Both sides by themselves first.
    private func audit(_ parties: [KeyLine]) -> Verdict? {
        for side in LineSide.allCases {
            let auditor = Auditor(source: sources[side.rawValue], keys: keys) { [report] in report(side, $0) }
            switch auditor.audit(peer: parties[side.other.rawValue].name).outcome {
            case .whole: continue
            case .broken(let finding): return .broken(side, finding)
            case .unchecked(let reason): return .unchecked(reason)
            }
        }
        return nil
    }

    /// Page after page of each side in turn, so that what both have meets early.
    private func compare(_ logs: [[AuditLog]], _ parties: [KeyLine]) throws -> ReconciliationResult {
        let sizes = logs.map {
            Dictionary($0.compactMap { log in LogOrigin(log.origin).map { ($0, log.size) } }) { $1 }
        }
        var reconciliation = Reconciliation(parties[0], parties[1], logs: sizes)
        var readers = zip(sources, logs).map(SightingReader.init)
        var isOver = false
        while !isOver {
            isOver = true
            for side in LineSide.allCases {
                guard let page = try readers[side.rawValue].next() else { continue }
                isOver = false
                for (signed, sighting) in page { reconciliation.take(signed, at: sighting, of: side) }
            }
        }
        for side in LineSide.allCases {
            for log in logs[side.other.rawValue] { try take(log.held, of: side, logs, parties, &reconciliation) }
        }
        return reconciliation.finish()
    }

    /// Compares the head that the other side holds of this side's log with what is shown of that log.
    private func take(
        _ held: [UInt8]?, of side: LineSide, _ logs: [[AuditLog]], _ parties: [KeyLine],
        _ reconciliation: inout Reconciliation
    ) throws {
        guard let held else { return }
        let head = try SignedHead(verifying: held, owner: parties[side.rawValue])
        let log = logs[side.rawValue].first { $0.origin == head.head.origin.description && $0.size >= head.head.size }
        let root = try log.map {
            try MerkleTree.root(size: head.head.size, reader: SourceHashes(source: sources[side.rawValue], log: $0))
        }
        reconciliation.take(held: head, shownRoot: root, of: side)
    }

    private static func owner(of logs: [AuditLog], _ keys: AuditKeys) throws -> KeyLine {
        guard let log = logs.last, let origin = LogOrigin(log.origin) else { throw Obstacle("there is no log") }
        guard let line = try keys.line(log.owner, name: origin.owner) else {
            throw Obstacle("no key of \(origin.owner) was given, and without it nothing that it signed can be verified")
        }
        return line
    }

    /// The logs of the one line that both have.
    private static func line(of sides: [SideLogs]) throws -> [[AuditLog]] {
        let common = sides[0].lines.keys.filter { sides[1].lines[$0.reversed] != nil }
        guard common.count <= 1 else {
            throw Obstacle("the two have more than one line in common; export the one that is to be compared")
        }
        guard let line = common.first, let first = sides[0].lines[line], let second = sides[1].lines[line.reversed]
        else {
            throw Obstacle("they are not the two sides of one line: \(sides[0].names); \(sides[1].names)")
        }
        return [first, second]
    }
}

/// The logs of one source, by line.
private struct SideLogs {
    struct Line: Hashable {
        let owner: NodeName
        let peer: NodeName
        var reversed: Line { Line(owner: peer, peer: owner) }
    }

    private(set) var lines: [Line: [AuditLog]] = [:]

    init(_ source: any AuditSource, _ side: LineSide) throws {
        for log in try source.logs() {
            guard let origin = LogOrigin(log.origin) else {
                throw Obstacle("a log has no name of a log: \(source.place)")
            }
            lines[Line(owner: origin.owner, peer: origin.peer), default: []].append(log)
        }
    }

    var names: String {
        lines.keys.map { "the log of \($0.owner) with \($0.peer)" }.sorted().joined(separator: ", ")
    }
}
