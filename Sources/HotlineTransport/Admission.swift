internal import NIOCore
internal import Synchronization

/// The places for handshakes, shared by the listener and by the lines, which say where their peers may come from.
public final class Admission: Sendable {
    private let machine = Mutex(AdmissionMachine())

    /// No handshake is under way and no source is known.
    public init() {}

    /// A line's routes are these now; the addresses among them are kept places for.
    public func expect(routes: [String], line: Int64) {
        let sources = Set(routes.compactMap { SourceAddress(route: $0) })
        machine.withLock { $0.expect(sources, line: line) }
    }

    /// - Throws: `AdmissionRefused`.
    func enter(_ channel: any Channel) throws -> Place {
        guard !DescriptorReserve.fromLines.isReached else { throw AdmissionRefused(.descriptors) }
        guard let source = channel.remoteAddress.flatMap({ SourceAddress($0) }) else { throw TransportError.closed }
        return try machine.withLock { try $0.enter(from: source, chance: Double.random(in: 0..<1)).get() }
    }

    /// Nothing came of the connection.
    func leave(_ place: Place) { machine.withLock { $0.leave(place) } }

    /// Frees the place when the handshake has succeeded, or when the connection is closed. A connection that failed is
    /// read on for a moment (`TLSLimits.drainTime`) and keeps its place meanwhile.
    func watch(_ connection: Connection, _ place: Place) {
        connection.whenHandshakeEnds { succeeded in
            if succeeded {
                self.machine.withLock { machine in
                    machine.remember(place.source)
                    machine.leave(place)
                }
            } else {
                connection.whenClosed { self.machine.withLock { $0.leave(place) } }
            }
        }
    }
}
