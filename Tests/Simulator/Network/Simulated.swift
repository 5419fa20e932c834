import HotlineCrypto
import HotlineTransport

/// A connection between two machines: two ends, a pipe each way. TLS is outside the simulator: an end knows the other's key.
final class Simulated {
    let network: Network
    let route: String
    let dialler: SimConnection
    let acceptor: SimConnection
    private(set) var isTampered = false
    private let forth: Pipe
    private let back: Pipe

    init(_ network: Network, route: String, from one: End, to other: End) {
        (self.network, self.route) = (network, route)
        forth = Pipe(network, from: one, to: other, over: network.path(from: one.name, to: other.name, over: route))
        back = Pipe(network, from: other, to: one, over: network.path(from: other.name, to: one.name, over: route))
        dialler = SimConnection(network.world, remote: route, shows: other.keyID, at: one.host, out: forth, in: back)
        acceptor = SimConnection(
            network.world, remote: one.name, shows: one.keyID, at: other.host, out: back, in: forth)
        (forth.connection, back.connection) = (self, self)
        network.opened(self)
    }

    var isOver: Bool { forth.isClosed || back.isClosed }

    /// Both ends are told at once.
    func reset(_ reason: String) {
        guard !isOver else { return }
        network.world.story.tell("network", "connection over \(route) is reset: \(reason)")
        forth.break(TransportError.closed)
        back.break(TransportError.closed)
    }

    /// The process at this end is gone, and its system says so to the other one.
    func ended(by machine: String) {
        if forth.senderName == machine { forth.close() }
        if back.senderName == machine { back.close() }
    }

    /// The machine was sent something over the connection of a process that is gone.
    func forgotten(by machine: String) {
        for pipe in [forth, back] where pipe.senderName == machine { pipe.refuse() }
    }

    /// Something of it was dropped, changed or put in: within TLS that would have ended it, so it ends soon.
    func tampered() {
        guard !isTampered else { return }
        isTampered = true
        let delay = Duration.milliseconds(Int64.random(in: 50...3000, using: &network.world.random))
        network.world.after(delay) { [weak self] in self?.reset("was tampered with") }
    }
}

/// Who is at one end of a connection: a host as it was when the connection was made.
struct End {
    let host: any Host
    let keyID: Digest
    let life: Int

    init?(_ host: any Host) {
        guard let keyID = host.keyID else { return nil }
        (self.host, self.keyID, life) = (host, keyID, host.life)
    }

    var name: String { host.machine.name }
    /// Whether the process that had the connection is still there.
    var isThere: Bool { host.keyID != nil && host.life == life }
    /// Whether the machine would say that it knows no such connection.
    var isForgotten: Bool { host.keyID != nil && host.life != life }
}
