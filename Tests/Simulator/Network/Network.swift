import HotlineCrypto
import HotlineTestSupport

/// The network between the machines: routes by name, each with its own troubles, and the connections over them.
///
/// Unchecked: as `World`.
final class Network: @unchecked Sendable {
    let world: World
    /// What listens, by the host of its routes.
    private var hosts: [(name: String, host: any Host)] = []
    private var paths: [Path] = []
    private(set) var connections: [Simulated] = []
    /// Frames of connections that are over, for those who play them again.
    private(set) var recorded: [Recorded] = []
    /// How long every way takes while nothing slows it.
    var distance: Duration = .milliseconds(1)
    /// How often what passes is tampered with while the faults last.
    var tampering = Tampering.none
    /// Sees every frame that a node hands to the network.
    var sees: (_ sender: String, _ bytes: [UInt8]) -> Void = { _, _ in }

    struct Recorded {
        let sender: String
        let bytes: [UInt8]
    }

    init(_ world: World) { self.world = world }

    /// A host listens on all routes that begin with its name.
    func add(_ host: any Host, named name: String) { hosts.append((name, host)) }

    func host(of route: String) -> (any Host)? {
        hosts.first { route.hasPrefix($0.name + "-") }?.host
    }

    /// The way from one machine to another over a route; made when it is first gone.
    func path(from: String, to: String, over route: String) -> Path {
        if let path = paths.first(where: { $0.from == from && $0.to == to && $0.route == route }) { return path }
        let path = Path(from: from, to: to, route: route, delay: distance)
        paths.append(path)
        return path
    }

    var allPaths: [Path] { paths }

    func opened(_ connection: Simulated) {
        connections.removeAll { $0.isOver }
        connections.append(connection)
    }

    func record(_ bytes: [UInt8], of sender: String) {
        if recorded.count >= 64 { recorded.remove(at: Int.random(in: 0..<64, using: &world.random)) }
        recorded.append(Recorded(sender: sender, bytes: bytes))
    }

    /// Nothing is in the way any more. What was tampered with ends, as TLS would have ended it.
    func heal() {
        tampering = .none
        for path in paths { path.heal() }
        for connection in connections where connection.isTampered { connection.reset("was tampered with") }
    }
}

/// What can be connected to.
protocol Host: AnyObject, Sendable {
    var machine: Machine { get }
    /// The key that it shows; nil where nothing listens now.
    var keyID: Digest? { get }
    /// The process that runs now, by number.
    var life: Int { get }
    func accept(_ end: SimConnection)
}

/// One direction of a route between two machines.
final class Path {
    let from: String
    let to: String
    let route: String
    var isBlocked = false { didSet { if !isBlocked { release() } } }
    var delay: Duration
    var jitter: Duration = .zero
    private let usual: Duration
    private var held: [() -> Void] = []

    init(from: String, to: String, route: String, delay: Duration) {
        (self.from, self.to, self.route, self.delay, usual) = (from, to, route, delay, delay)
    }

    /// What arrives now, or when the way is free.
    func pass(_ work: @escaping () -> Void) {
        if isBlocked { held.append(work) } else { work() }
    }

    func heal() { (isBlocked, delay, jitter) = (false, usual, .zero) }

    private func release() {
        let work = held
        held = []
        for work in work { work() }
    }
}

/// How often a frame meets which fate, in a pipe that does not keep what TLS promises.
struct Tampering {
    var loss = 0.0
    var repetition = 0.0
    var replay = 0.0
    var reordering = 0.0
    var corruption = 0.0
    /// Whether frames meet it each by itself, which TLS rules out.
    var isBeyondTLS = false

    static let none = Tampering()

    var isAny: Bool { loss + repetition + replay + reordering + corruption > 0 }
}
