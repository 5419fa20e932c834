import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Lines")
struct LineTests {
    @Test("adding a peer pins it, opens a log with entry 0 and one signed head, and shows no verification")
    func adding() throws {
        let (alpha, beta) = try Self.pair()
        let line = try alpha.pin(beta, routes: ["beta.example:7700", "192.0.2.1:7700"])
        #expect(line.peer == beta.identity && line.routes == ["beta.example:7700", "192.0.2.1:7700"])
        #expect(line.peerOpening == nil && line.held == nil && line.verifiedAt == nil && line.stopped == nil)
        #expect(line.opening.origin.description == "alpha.example/beta.example/0101010101010101")
        let head = try alpha.store.head(of: line.id)
        #expect(head.size == 1 && head.root == line.opening.leafHash)
        let leaves = try alpha.store.leaves(of: line.id, from: 0, limit: 10)
        #expect(leaves.map(\.bytes) == [line.opening.bytes] && leaves.map(\.type) == [.opening])
        #expect(leaves.map(\.leafHash) == [line.opening.leafHash])
    }

    @Test("the same key line again replaces the routes and keeps the log")
    func addingAgain() throws {
        let (alpha, beta) = try Self.pair()
        let first = try alpha.pin(beta, routes: ["one:1"])
        let second = try alpha.store.addLine(
            peer: beta.identity, routes: ["two:2"], key: alpha.key, at: TestNode.start, logID: Array(1...8))
        #expect(second.id == first.id && second.opening == first.opening && second.routes == ["two:2"])
        #expect(try alpha.store.lines() == [second])
    }

    @Test("another key under a pinned name, and a pinned key under another name, are refused")
    func conflict() throws {
        let (alpha, beta) = try Self.pair()
        _ = try alpha.pin(beta)
        let impostor = try TestNode("beta.example", seed: 9)
        let renamed = KeyLine(name: try node("gamma.example"), key: beta.identity.key)
        for line in [impostor.identity, renamed] {
            #expect(throws: StoreError.peerKeyConflict(beta.identity)) { try Self.add(line, to: alpha) }
        }
        #expect(try alpha.store.lines().count == 1)
    }

    @Test("the node's own key or name is no peer")
    func own() throws {
        let (alpha, beta) = try Self.pair()
        let sameKey = KeyLine(name: try node("gamma.example"), key: alpha.identity.key)
        let sameName = KeyLine(name: alpha.identity.name, key: beta.identity.key)
        for line in [alpha.identity, sameKey, sameName] {
            #expect(throws: StoreError.ownIdentity) { try Self.add(line, to: alpha) }
        }
    }

    @Test("entry 0 is signed with the node's own key and no other")
    func foreignKey() throws {
        let (alpha, beta) = try Self.pair()
        #expect(throws: StoreError.wrongNode(found: "\(beta.identity.key.keyID)")) {
            _ = try alpha.store.addLine(
                peer: beta.identity, routes: [], key: beta.key, at: TestNode.start, logID: Array(1...8))
        }
    }

    @Test("a removed peer is no longer listed, its records stay, and its key can be pinned again with the same log")
    func removing() async throws {
        let line = try TestLine()
        let submission = try line.submission("kept")
        try await line.say([submission])
        try line.alpha.store.markVerified(line.alphaLine.id, at: line.time)
        try line.alpha.store.removeLine(line.alphaLine.id, at: line.time)
        #expect(try line.alpha.store.lines() == [])
        #expect(try line.alpha.store.peer(of: line.alphaLine.id) == line.beta.identity)
        #expect(throws: StoreError.notFound("line 1")) {
            try line.alpha.store.setRoutes(line.alphaLine.id, ["a:1"])
        }
        let kept = try present(line.alpha.store.message(submission.messageID, isOwn: true))
        #expect(try line.alpha.store.body(of: kept.rowID) == submission.body)
        #expect(try line.alpha.store.leaves(of: line.alphaLine.id, from: 0, limit: 10).count == 2)

        let again = try line.alpha.pin(line.beta)
        #expect(again.id == line.alphaLine.id && again.opening == line.alphaLine.opening)
        #expect(again.verifiedAt == nil)
        #expect(try line.alpha.store.ledgerState(of: again.id) == line.alphaLedger.state)
    }

    @Test("after a removal the name can be pinned with another key, and the old key is then refused")
    func successor() throws {
        let (alpha, beta) = try Self.pair()
        let line = try alpha.pin(beta)
        try alpha.store.removeLine(line.id, at: TestNode.start)
        let successor = try TestNode("beta.example", seed: 9)
        let second = try alpha.store.addLine(
            peer: successor.identity, routes: [], key: alpha.key, at: TestNode.start, logID: Array(1...8))
        #expect(second.id != line.id)
        #expect(throws: StoreError.peerKeyConflict(successor.identity)) { _ = try alpha.pin(beta) }
    }

    @Test("verification, routes, the peer's entry 0 and the held head survive a restart")
    func surviving() async throws {
        let line = try TestLine()
        let store = line.alpha.store
        try store.markVerified(line.alphaLine.id, at: line.time)
        try store.setRoutes(line.alphaLine.id, ["a:1", "b:2"])
        try store.setPeerOpening(line.alphaLine.id, line.betaLine.opening)
        try store.setPeerOpening(line.alphaLine.id, line.betaLine.opening)
        try await line.receipt(try await line.deliver(try await line.say([try line.submission("x")])))
        let before = try store.lines()
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try line.alpha.store.lines() == before)
        let record = try present(before.first)
        #expect(record.verifiedAt != nil && record.routes == ["a:1", "b:2"])
        #expect(record.peerOpening == line.betaLine.opening)
        #expect(record.held?.head == (try line.beta.store.head(of: line.betaLine.id)))
    }

    @Test("another entry 0 of the peer than the one kept is refused")
    func otherOpening() throws {
        let line = try TestLine()
        let (store, id) = (line.alpha.store, line.alphaLine.id)
        try store.setPeerOpening(id, line.betaLine.opening)
        let origin = try present(
            LogOrigin(owner: line.beta.identity.name, peer: line.alpha.identity.name, id: Array(1...8)))
        let other = try LogOpening(
            origin: origin, owner: line.beta.key, peer: line.alpha.identity.key, at: TestNode.start)
        #expect(throws: StoreError.self) { try store.setPeerOpening(id, other) }
        #expect(try store.lines().first?.peerOpening == line.betaLine.opening)
    }

    @Test("a stopped line keeps both heads and its first reason, also after a restart")
    func stopping() throws {
        let line = try TestLine()
        let id = line.alphaLine.id
        try line.alpha.store.stopLine(id, reason: "fork", held: [1, 2], offered: [3], at: line.time)
        try line.alpha.store.stopLine(id, reason: "rollback", held: nil, offered: [4], at: line.tick())
        try line.alpha.store.addEvidence(id, reason: "equivocation", objects: [[5], [6]], at: line.time)
        try line.alpha.close()
        try line.alpha.reopen()
        #expect(try line.alpha.store.lines().first?.stopped == StoppedLine(reason: "fork", at: TestNode.start))
        let evidence = try line.alpha.store.evidence(of: id)
        #expect(evidence.map(\.reason) == ["fork", "rollback", "equivocation"])
        #expect(evidence.map(\.objects) == [[[1, 2], [3]], [[4]], [[5], [6]]])
    }

    @Test("a wait for the peer's recovery gives way to any other cause, and that to none")
    func worseCause() throws {
        for cause in StopCause.allCases {
            let line = try TestLine()
            let (store, id) = (line.alpha.store, line.alphaLine.id)
            try store.stopLine(id, reason: "waits", cause: .peerRolledBack, objects: [[1]], at: line.time)
            try store.stopLine(id, reason: "more", cause: cause, objects: [[2]], at: line.time)
            #expect(try store.lines().first?.stopped?.cause == cause)
            try store.stopLine(id, reason: "again", cause: .peerRolledBack, objects: [[3]], at: line.time)
            #expect(try store.lines().first?.stopped?.cause == cause)
        }
    }

    @Test("of what a peer can cause again and again a bounded number is kept; what stops the line for good always is")
    func boundedEvidence() throws {
        let line = try TestLine()
        let (store, id) = (line.alpha.store, line.alphaLine.id)
        for number in 0...StoreLimits.evidence {
            try store.addEvidence(id, reason: "equivocation \(number)", objects: [[1], [2]], at: line.time)
        }
        try store.stopLine(id, reason: "rollback", cause: .peerRolledBack, objects: [[3]], at: line.time)
        try store.stopLine(id, reason: "fork", cause: .fork, objects: [[4]], at: line.time)
        let reasons = try store.evidence(of: id).map(\.reason)
        #expect(reasons.count == StoreLimits.evidence + 1 && reasons.last == "fork")
        #expect(try store.lines().first?.stopped?.cause == .fork)
    }

    @Test("a line whose peer was removed can be stopped, and is stopped when the peer is pinned again")
    func stoppingRemoved() throws {
        let line = try TestLine()
        let store = line.alpha.store
        try store.removeLine(line.alphaLine.id, at: line.time)
        try store.stopLine(line.alphaLine.id, reason: "fork", held: [1], offered: [2], at: line.time)
        #expect(try line.alpha.pin(line.beta).stopped?.reason == "fork")
        #expect(try store.evidence(of: line.alphaLine.id).count == 1)
    }

    @Test("more routes, or longer ones, than the limit are refused")
    func routeLimits() throws {
        let (alpha, beta) = try Self.pair()
        let long = String(repeating: "x", count: StoreLimits.routeCharacters + 1)
        let many = [String](repeating: "a:1", count: StoreLimits.routes + 1)
        for routes in [[long], many, [""]] {
            #expect(throws: StoreError.self) { _ = try alpha.pin(beta, routes: routes) }
        }
        #expect(try alpha.store.lines() == [])
    }

    @Test("a line that does not exist is not found")
    func unknown() throws {
        let (alpha, _) = try Self.pair()
        let line = LineID(rawValue: 9)
        #expect(throws: StoreError.notFound("line 9")) { _ = try alpha.store.head(of: line) }
        #expect(throws: StoreError.notFound("line 9")) { _ = try alpha.store.ledgerState(of: line) }
        #expect(throws: StoreError.notFound("line 9")) { try alpha.store.markVerified(line, at: TestNode.start) }
    }

    private static func pair() throws -> (TestNode, TestNode) {
        (try TestNode("alpha.example", seed: 1), try TestNode("beta.example", seed: 2))
    }

    private static func add(_ line: KeyLine, to node: TestNode) throws {
        _ = try node.store.addLine(peer: line, routes: [], key: node.key, at: TestNode.start, logID: Array(1...8))
    }
}
