import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

@testable import HotlineAudit

@Suite("Comparing the logs of two sides")
struct ReconciliationTests {
    typealias Entry = (SignedStatement, Sighting)

    static func entries(_ source: MemorySource) throws -> [Entry] {
        var reader = SightingReader(source, source.logs())
        var entries: [Entry] = []
        while let page = try reader.next() { entries += page }
        return entries
    }

    static func spoken() throws -> ([Entry], [Entry], RecordedLine) {
        var line = try RecordedLine()
        try line.say(3)
        try line.say(2, from: 1)
        try line.say(2)
        return (try entries(line.alpha), try entries(line.beta), line)
    }

    /// Feeds both sides and gives the result; sizes are those of the whole logs unless others are given.
    static func compare(
        _ alpha: [Entry], _ beta: [Entry], _ line: RecordedLine, sizes: [UInt64]? = nil
    ) throws -> ReconciliationResult {
        let origins = try [line.alpha, line.beta].map { try #require(LogOrigin($0.log.origin)) }
        let shown = sizes ?? [line.alpha.log.size, line.beta.log.size]
        var reconciliation = Reconciliation(
            try TestIdentity.alpha().line, try TestIdentity.beta().line,
            logs: [[origins[0]: shown[0]], [origins[1]: shown[1]]])
        for (signed, sighting) in alpha { reconciliation.take(signed, at: sighting, of: .first) }
        for (signed, sighting) in beta { reconciliation.take(signed, at: sighting, of: .second) }
        return reconciliation.finish()
    }

    @Test("two whole logs agree, and every receipt names the place where the other side has it")
    func agree() throws {
        let (alpha, beta, line) = try Self.spoken()
        let result = try Self.compare(alpha, beta, line)
        #expect(result.findings.isEmpty)
        #expect(result.both == [5, 2])
        #expect(result.alone == [0, 0])
        #expect(result.receipts == 7)
        #expect(!result.isContradicted)
    }

    @Test("a message that the recipient receipted and does not have is its contradiction")
    func receiptedMissing() throws {
        let (alpha, beta, line) = try Self.spoken()
        for (index, entry) in beta.enumerated() {
            var cut = beta
            cut.remove(at: index)
            let result = try Self.compare(alpha, cut, line)
            let isAlphas = entry.0.statement.sender.text == "alpha.example"
            #expect(result.findings.map(\.kind) == [isAlphas ? .receiptedMissing : .signedMissing])
            #expect(result.findings.map(\.side) == [.second])
            #expect(result.findings.first?.statement == entry.0.statement)
            #expect((result.findings.first?.receivedAt != nil) == isAlphas)
            #expect(result.isContradicted)
        }
    }

    @Test("a message that the sender's log does not have is proven by its signature")
    func signedMissing() throws {
        let (alpha, beta, line) = try Self.spoken()
        for (index, entry) in alpha.enumerated() {
            var cut = alpha
            cut.remove(at: index)
            let result = try Self.compare(cut, beta, line)
            let isAlphas = entry.0.statement.sender.text == "alpha.example"
            #expect(result.findings.map(\.kind) == [isAlphas ? .signedMissing : .receiptedMissing])
            #expect(result.findings.map(\.side) == [.first])
        }
    }

    @Test("without a receipt nothing shows that it arrived, and nobody is contradicted")
    func onTheWay() throws {
        var (_, _, line) = try Self.spoken()
        try line.keepBack(2)
        let result = try Self.compare(Self.entries(line.alpha), Self.entries(line.beta), line)
        #expect(result.findings.map(\.kind) == [.onTheWay, .onTheWay])
        #expect(!result.isContradicted)
        #expect(!result.isShortened)
    }

    @Test("what is missing beyond the end of what is shown is told as such")
    func shortened() throws {
        let (alpha, beta, line) = try Self.spoken()
        let end = try #require(beta.last?.1.leaf)
        let result = try Self.compare(alpha, beta.dropLast(), line, sizes: [line.alpha.log.size, end])
        #expect(result.findings.map(\.kind) == [.shortened])
        #expect(result.isShortened)
        #expect(!result.isContradicted)
    }

    @Test("the same statements in another order of their stream are found")
    func order() throws {
        let (alpha, beta, line) = try Self.spoken()
        var swapped = beta
        swapped.swapAt(0, 1)
        let result = try Self.compare(alpha, swapped, line)
        #expect(result.counts[.order, default: 0] > 0)
        #expect(result.isContradicted)
        #expect(result.both == [5, 2])
    }

    @Test("a receipt that the other side did not sign is not believed, whether the statement is there or not")
    func forged() throws {
        let (alpha, beta, line) = try Self.spoken()
        let first = try #require(alpha.first)
        let real = try #require(first.1.receipt)
        for bit in stride(from: 0, to: real.count * 8, by: 61) {
            var forged = alpha
            forged[0] = (first.0, first.1.with(receipt: real.flipping(bit: bit)))
            let there = try Self.compare(forged, beta, line)
            #expect(there.findings.allSatisfy { $0.kind == .forgedReceipt && $0.side == .first })
            let gone = try Self.compare(forged, beta.filter { $0.0 != first.0 }, line)
            #expect(gone.findings.map(\.kind) == [.forgedReceipt])
            #expect(gone.findings.map(\.side) == [.first])
        }
        var missing = alpha
        missing[0] = (first.0, first.1.with(receipt: nil))
        let without = try Self.compare(missing, beta.filter { $0.0 != first.0 }, line)
        #expect(without.findings.map(\.kind) == [.onTheWay])
    }

    @Test("a real receipt that names another place than the log has is the signer's contradiction")
    func otherPlace() throws {
        let (alpha, beta, line) = try Self.spoken()
        var moved = beta
        moved[0].1 = moved[0].1.with(leaf: moved[0].1.leaf + 1)
        let result = try Self.compare(alpha, moved, line)
        #expect(result.findings.map(\.kind) == [.otherPlace])
        #expect(result.findings.map(\.side) == [.second])
    }

    @Test("two statements of one sender for one place are told once, as that")
    func equivocation() throws {
        var line = try RecordedLine()
        var other = line
        try line.say(1)
        try other.say(1, body: Array("something else".utf8))
        let result = try Self.compare(Self.entries(line.alpha), Self.entries(other.beta), line)
        #expect(result.findings.map(\.kind) == [.equivocation])
        #expect(result.findings.map(\.side) == [.first])
    }

    @Test("clocks: the difference lies within what the times allow", arguments: [-90_000, -1000, 0, 5000, 3_600_000])
    func clocks(ahead: Int64) throws {
        let (alpha, beta, line) = try Self.spoken()
        // Beta's commits, and what beta signed, by a clock that is ahead. What it signed cannot be changed here, so alpha's
        // times are moved the other way.
        let shifted = beta.map { ($0.0, $0.1.with(clock: ahead)) }
        let result = try Self.compare(alpha.map { ($0.0, $0.1.with(receipt: nil)) }, shifted, line)
        let most = try #require(result.clocks.aheadAtMost)
        #expect(most >= ahead)
        #expect((result.clocks.early > 0) == (ahead < -10_000))
    }

    @Test("a head that does not fit what is shown is a fork, one beyond its end a shortened log")
    func heads() throws {
        let (_, _, line) = try Self.spoken()
        let head = try SignedHead(
            verifying: try #require(line.alpha.log.held), owner: try TestIdentity.beta().line)
        for (root, kind) in [(Digest.zero, ReconciliationFinding.Kind.fork), (nil, .shortened), (head.head.root, nil)] {
            var reconciliation = Reconciliation(
                try TestIdentity.alpha().line, try TestIdentity.beta().line, logs: [[:], [:]])
            reconciliation.take(held: head, shownRoot: root, of: .second)
            #expect(reconciliation.finish().findings.map(\.kind) == [kind].compactMap { $0 })
        }
    }
}

extension Sighting {
    func with(receipt: [UInt8]?) -> Sighting {
        Sighting(
            origin: origin, leaf: leaf, head: head, storedAt: storedAt, receipt: receipt,
            receiptStoredAt: receipt == nil ? nil : receiptStoredAt)
    }

    func with(leaf: UInt64) -> Sighting {
        Sighting(
            origin: origin, leaf: leaf, head: head, storedAt: storedAt, receipt: receipt,
            receiptStoredAt: receiptStoredAt)
    }

    func with(clock ahead: Int64) -> Sighting {
        let head = AuditHead(
            size: head.size, root: head.root, issuedAt: UInt64(clamping: Int64(head.issuedAt) + ahead / 1000))
        return Sighting(
            origin: origin, leaf: leaf, head: head, storedAt: storedAt + ahead, receipt: receipt,
            receiptStoredAt: receiptStoredAt.map { $0 + ahead })
    }
}
