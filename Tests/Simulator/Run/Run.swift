import CSimulator
import HotlineControl
import HotlineTestSupport

@testable import HotlineNode

/// One seed, from two new homes to the verdict.
final class Run {
    /// Everything that was promised has come within this time after the last fault.
    private static let patience: Duration = .seconds(120)
    /// A message that is asked for after that is answered, delivered and receipted within this.
    private static let briefly: Duration = .seconds(30)

    private let world: World
    private let network: Network
    private let nodes: [SimNode]
    private let checker: Checker
    private let clients: Clients
    private let faults: Faults
    private let configuration: Configuration
    private let story: Story

    init(seed: UInt64, directory: String, story: Story) throws {
        self.story = story
        let world = World(seed: seed, story: story)
        story.use { world.now }
        self.world = world
        network = Network(world)
        configuration = Configuration(using: &world.random)
        let recovers = true
        nodes = [
            try SimNode(world, network, .alpha(), name: "alpha", directory: directory, recovers: recovers),
            try SimNode(world, network, .beta(), name: "beta", directory: directory, recovers: recovers),
        ]
        network.distance = configuration.distance
        for node in nodes { node.machine.slowestWrite = configuration.slowestWrite }
        checker = Checker(world, nodes, scratch: directory)
        clients = Clients(world, checker, nodes)
        faults = Faults(world, network, nodes, checker, configuration, scratch: directory)
    }

    /// - Returns: what must never be and was; nil where the run is good.
    func run() throws -> Violation? {
        try pair()
        observe()
        story.tell("run", "\(configuration.messages) messages, faults: \(configuration.faults.map(\.rawValue))")
        faults.schedule()
        for _ in 0..<configuration.messages {
            let time = world.now + configuration.duration * Double.random(in: 0...1, using: &world.random)
            world.at(time) { [clients] in clients.submit() }
        }
        world.run(until: world.now + configuration.duration) { checker.violation != nil }
        faults.heal()
        let begin = world.now
        world.run(until: begin + Self.patience) { checker.violation != nil || isDone }
        checker.check { if world.isEndless { throw Violation("the nodes go round in circles") } }
        story.explain("run", "settled after \(world.now - begin)")
        checker.check { try areBack() }
        useOnceMore()
        checker.finish(restored: faults.restored)
        faults.countDisks()
        return checker.violation
    }

    /// All clients have had their turn, and what they were promised is there.
    private var isDone: Bool {
        clients.isIdle && nodes.allSatisfy { $0.keyID != nil } && checker.isSettled
    }

    /// What is promised in a process that does not come back, or to clients that nobody answers, says nothing of the line.
    private func areBack() throws {
        for node in nodes where node.keyID == nil { throw Violation("\(node.name) has not come back") }
        guard clients.isIdle else { throw Violation("clients are still without an answer") }
    }

    /// The line lives: a new message in each direction is answered, delivered and receipted.
    private func useOnceMore() {
        guard checker.violation == nil else { return }
        let fresh = nodes.map { clients.submit(at: $0) }
        world.run(until: world.now + Self.briefly) {
            checker.violation != nil || fresh.allSatisfy { $0.map(checker.isThrough) ?? false }
        }
        checker.check {
            for sent in fresh where !(sent.map(checker.isThrough) ?? false) {
                throw Violation("\(sent?.text ?? "a message") does not get through after the faults")
            }
        }
    }

    /// Each node pins the other, over two routes.
    private func pair() throws {
        for node in nodes { node.start() }
        world.run(until: world.now + .seconds(1))
        for (node, peer) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            let request = AddPeerRequest(
                keyLine: "\(peer.identity.line)", routes: ["\(peer.name)-1:1", "\(peer.name)-2:1"])
            node.running?.perform { control in _ = try? await control.addPeer(request) }
        }
        world.run(until: world.now + .seconds(2))
    }

    private func observe() {
        for view in checker.views { checker.check { try view.reopen() } }
        for node in nodes {
            node.onEnd = { [checker] _, _ in checker.view(of: node.name)?.close() }
            node.onStart = { [checker] _ in checker.check { try checker.view(of: node.name)?.reopen() } }
        }
        network.sees = { [checker] sender, bytes in checker.sees(sender, bytes) }
        world.afterStep = { [nodes, checker] in
            for node in nodes { node.look() }
            checker.step()
        }
    }

    var summary: String { "\(clients.summary), \(world.jobsRun) jobs, \(checker.receiptsLookedUp) receipts looked up" }
}
