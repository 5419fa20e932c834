import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

/// A peer that holds its valid key and does with it what it likes: mostly what a node does, so that it is believed, and between
/// that an `Attack`.
///
/// Unchecked: as `World`.
final class HostilePeer: Host, @unchecked Sendable {
    private static let forkTime: Duration = .seconds(15)

    let machine = Machine(name: "beta")
    let life = 1
    let world: World
    let identity: TestIdentity
    var party: MemoryParty
    private let network: Network
    private let victim: SimNode
    private let checker: Checker
    private var connection = 0
    /// Messages that it has said itself.
    private(set) var number: UInt64 = 0
    /// What it said before, to say it again.
    private(set) var said: [StatementFrame] = []
    /// It has shown another history of its log than before, and keeps doing so.
    private(set) var hasForked = false
    /// How often it has signed two statements for one place, of which the victim holds the one.
    private(set) var equivocations = 0
    /// It has said more than it was granted; once is enough.
    var hasFlooded = false
    /// The victim's next statement is thrown away, and answered with the receipt of another.
    var isDeaf = false
    /// Roots of histories that never were.
    var lies: [[UInt8]] = []
    private var isStubborn: Attack?

    init(_ world: World, _ network: Network, against victim: SimNode, _ checker: Checker) throws {
        (self.world, self.network, self.victim, self.checker) = (world, network, victim, checker)
        identity = try .beta()
        party = try MemoryParty(
            identity, peer: victim.identity.line, opening: Sample.opening(identity, .alpha(), id: 0xB1), epoch: 0xB0)
        party.capabilities = [Capability.checkpoints]
        network.add(self, named: machine.name)
    }

    var keyID: Digest? { identity.line.key.keyID }

    func accept(_ end: SimConnection) { serve(end) }

    /// Dials again and again, whatever it was told.
    func begin() {
        dial()
        world.after(.milliseconds(Int64.random(in: 500...6000, using: &world.random))) { [self] in begin() }
    }

    private func dial() {
        guard let one = End(self), let other = End(victim) else { return }
        let connection = Simulated(network, route: "alpha-1:1", from: one, to: other)
        victim.accept(connection.acceptor)
        serve(connection.dialler)
    }

    private func serve(_ end: SimConnection) {
        connection += 1
        let own = connection
        Task { [self] in
            try? await end.withFrames { inbound, out in
                try party.connect()
                try await flush(out)
                var isLive = false
                for try await frame in inbound {
                    guard own == connection else { return }
                    if try await throwsAway(frame, out) { continue }
                    try party.receive(frame)
                    try party.commit()
                    try await flush(out)
                    if !isLive { attackLater(out, own) }
                    isLive = true
                }
            }
        }
    }

    private func throwsAway(_ frame: Frame, _ out: SimWriting) async throws -> Bool {
        guard isDeaf, case .statement(let arrived) = frame, let lie = try falseReceipt(for: arrived)
        else { return false }
        isDeaf = false
        world.story.count("receipts for what was thrown away")
        try await out.write(.receipt(lie))
        return true
    }

    func flush(_ out: SimWriting) async throws {
        while let frame = try party.pull() {
            if case .statement(let statement) = frame { said.append(statement) }
            try await out.write(frame)
        }
    }

    /// A few honest words, then an attack, then again.
    private func attackLater(_ out: SimWriting, _ own: Int) {
        world.after(.milliseconds(Int64.random(in: 50...1500, using: &world.random))) { [self] in
            guard own == connection else { return }
            Task {
                do {
                    try speak()
                    try await flush(out)
                    try await attack(out)
                    attackLater(out, own)
                } catch {
                    world.story.explain("beta", "gives up: \(error)")
                }
            }
        }
    }

    private func speak() throws {
        number += 1
        party.submit(try Sample.submission(announce(number, stream: Sample.stream())))
        try party.commit()
    }

    /// Tells the checker that a message may be delivered.
    func announce(_ number: UInt64, stream: HotlineProtocol.Stream) throws -> UInt64 {
        let submission = try Sample.submission(number, stream: stream)
        guard checker.model[submission.messageID.bytes] == nil else { return number }
        checker.model.add(
            Model.Sent(
                id: submission.messageID.bytes, text: "the peer's message \(number)", sender: "peer",
                stream: "\(stream.channel.text)/\(stream.precedence.rawValue)", content: submission.body.content,
                began: checker.model.moment()))
        return number
    }

    func isHeldByVictim(_ digest: Digest) -> Bool {
        checker.view(of: victim.name)?.seen.contains { !$0.isOwn && $0.digest == digest.bytes } ?? false
    }

    /// How much of its log the victim holds a head of.
    var sizeHeldByVictim: UInt64? {
        guard let bytes = try? checker.view(of: victim.name)?.heldHead() else { return nil }
        return try? SignedHead(verifying: bytes, owner: identity.line).head.size
    }

    private func attack(_ out: SimWriting) async throws {
        // A fork ends the line: it comes late, so that the others have their time.
        let choice = Attack.all.filter { !$0.isFork || world.now > Self.forkTime }
        let attack = isStubborn ?? choice[Int.random(in: 0..<choice.count, using: &world.random)]
        world.story.tell("beta", "attacks: \(attack.name)")
        world.story.count("attack: \(attack.name)")
        guard try await attack.make(self, out) else { return }
        if attack.isFork { (isStubborn, hasForked) = (attack, true) }
        if attack.isEquivocation { equivocations += 1 }
    }
}
