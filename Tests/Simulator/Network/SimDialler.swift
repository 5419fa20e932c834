import HotlineProtocol
import HotlineTransport

@testable import HotlineNode

/// Dials over the simulated network for one host.
///
/// Unchecked: as `World`.
final class SimDialler: PeerDialler, @unchecked Sendable {
    private let network: Network
    private let host: any Host

    init(_ network: Network, from host: any Host) { (self.network, self.host) = (network, host) }

    func attempt() -> SimDial { SimDial(network, host) }
}

/// One dial: the way there, the handshake, the way back.
///
/// Unchecked: as `World`.
final class SimDial: PeerDial, @unchecked Sendable {
    private let network: Network
    private let host: any Host
    private var answer: CheckedContinuation<SimConnection, any Error>?
    private var connection: Simulated?
    private var isCancelled = false

    init(_ network: Network, _ host: any Host) { (self.network, self.host) = (network, host) }

    func connect(to route: HotlineTransport.Route) async throws -> SimConnection {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !isCancelled else { return continuation.resume(throwing: TransportError.closed) }
                answer = continuation
                begin("\(route)")
            }
        } onCancel: {
            cancel()
        }
    }

    private func begin(_ route: String) {
        let world = network.world
        guard let other = network.host(of: route) else { return end(.failure(TransportError.noAnswer)) }
        let (there, back) = (
            network.path(from: host.machine.name, to: other.machine.name, over: route),
            network.path(from: other.machine.name, to: host.machine.name, over: route)
        )
        world.after(Timeouts().handshake) { [weak self] in self?.end(.failure(TransportError.handshakeTimeout)) }
        // Three ways for TCP and TLS.
        world.after(there.delay) { [self] in
            there.pass {
                other.machine.whenAwake { [self] in
                    world.after(back.delay) { [self] in back.pass { [self] in met(other, route) } }
                }
            }
        }
    }

    private func met(_ other: any Host, _ route: String) {
        guard answer != nil, let one = End(host) else { return end(.failure(TransportError.closed)) }
        guard let end = End(other) else { return self.end(.failure(TransportError.closed)) }
        let connection = Simulated(network, route: route, from: one, to: end)
        self.connection = connection
        other.accept(connection.acceptor)
        self.end(.success(connection.dialler))
    }

    private func end(_ result: Result<SimConnection, any Error>) {
        answer?.resume(with: result)
        answer = nil
    }

    func cancel() {
        isCancelled = true
        end(.failure(TransportError.closed))
        connection?.dialler.close()
    }
}
