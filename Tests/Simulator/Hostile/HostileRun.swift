import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

@testable import HotlineNode

/// One node against a peer that holds a valid key, while its process and its power fail too.
final class HostileRun {
    /// Clients ask and processes end within the first of these; a line that is stopped by then is not looked at much longer.
    private static let least: Duration = .seconds(30)
    private static let most: Duration = .seconds(60)

    private let world: World
    private let network: Network
    private let node: SimNode
    private let peer: HostilePeer
    private let checker: Checker
    private let clients: Clients
    private let story: Story

    init(seed: UInt64, directory: String, story: Story) throws {
        let world = World(seed: seed, story: story)
        story.use { world.now }
        (self.world, self.story) = (world, story)
        network = Network(world)
        node = try SimNode(world, network, .alpha(), name: "alpha", directory: directory, recovers: true)
        checker = Checker(world, [node], scratch: directory)
        peer = try HostilePeer(world, network, against: node, checker)
        checker.takenByPeer = { [peer] digest in
            peer.party.taken.contains { $0.durable.signed.digest.bytes == digest }
        }
        clients = Clients(world, checker, [node], peer: peer.identity.line.name.text)
    }

    func run() throws -> Violation? {
        node.start()
        world.run(until: .seconds(1))
        let request = AddPeerRequest(keyLine: "\(peer.identity.line)", routes: ["beta-1:1"])
        node.running?.perform { control in _ = try? await control.addPeer(request) }
        world.run(until: .seconds(2))
        observe()
        peer.begin()
        let messages = Int.random(in: 5...30, using: &world.random)
        for _ in 0..<messages {
            world.after(.milliseconds(Int64.random(in: 0...25_000, using: &world.random))) { [clients] in
                clients.submit()
            }
        }
        for _ in 0..<Int.random(in: 0...4, using: &world.random) {
            world.after(.milliseconds(Int64.random(in: 0...25_000, using: &world.random))) { [self] in crash() }
        }
        world.run(until: Self.least) { checker.violation != nil }
        world.run(until: Self.most) { checker.violation != nil || clients.isIdle && isStopped }
        finish()
        return checker.violation
    }

    private var isStopped: Bool {
        guard let troubles = try? checker.view(of: node.name)?.troubles() else { return false }
        return node.keyID != nil && !troubles.stopped.isEmpty
    }

    private func observe() {
        for view in checker.views { checker.check { try view.reopen() } }
        node.onEnd = { [checker, node] _, _ in checker.view(of: node.name)?.close() }
        node.onStart = { [checker, node] _ in checker.check { try checker.view(of: node.name)?.reopen() } }
        network.sees = { [checker] sender, bytes in checker.sees(sender, bytes) }
        world.afterStep = { [node, checker] in
            node.look()
            checker.step()
        }
    }

    private func crash() {
        guard node.keyID != nil else { return }
        story.count("power failures")
        node.crash(1)
        world.after(.milliseconds(Int64.random(in: 50...3000, using: &world.random))) { [node] in node.restart() }
    }

    /// The node is there and answers; what was shown to it as two histories it has noticed.
    private func finish() {
        checker.check {
            if world.isEndless { throw Violation("the node goes round in circles") }
            guard node.keyID != nil else { throw Violation("the node is gone") }
            guard clients.isIdle else { throw Violation("clients of the node have no answer") }
            guard let view = checker.view(of: node.name) else { return }
            for sent in checker.model.all where sent.isPromised {
                guard view.seen.contains(where: { $0.isOwn && $0.message == sent.id }) else {
                    throw Violation("\(sent.text) was acknowledged and is not in the log")
                }
            }
            let (troubles, held) = (try view.troubles(), try view.heldHead() ?? [])
            for lie in peer.lies where held.contains(lie) {
                throw Violation("the node holds a head that does not extend the one before")
            }
            guard !peer.hasForked || !troubles.stopped.isEmpty else { throw Violation("a fork was not noticed") }
            guard peer.equivocations < 3 || !troubles.evidence.isEmpty else {
                throw Violation("two statements at one place were not noticed")
            }
        }
    }

    var summary: String { "\(clients.summary), \(world.jobsRun) jobs, a hostile peer" }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        !part.isEmpty && count >= part.count
            && (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
