public import HotlineProtocol
public import HotlineTLS
public import NIOCore
internal import NIOPosix

/// A route: one network address at which a peer can be reached.
public struct Route: Hashable, Sendable, CustomStringConvertible {
    /// A host name or address.
    public let host: String
    /// A TCP port.
    public let port: Int

    /// Reads HOST:PORT, where an IPv6 address stands in brackets; nil for any other text.
    public init?(_ text: String) {
        guard text.utf8.count <= 280, let colon = text.lastIndex(of: ":") else { return nil }
        guard let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port) else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.host = host
        self.port = port
    }

    /// HOST:PORT.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Opens connections to peers.
public struct Dialler: Sendable {
    private let tls: TLSContext
    private let timeouts: Timeouts
    private let group: any EventLoopGroup
    private let lookups = NameLookups()

    /// A dialler with its TLS side and times.
    public init(tls: TLSContext, timeouts: Timeouts, group: any EventLoopGroup) {
        self.tls = tls
        self.timeouts = timeouts
        self.group = group
    }

    /// A dial that has not begun.
    public func attempt() -> DialAttempt { DialAttempt(dialler: self) }

    /// Connects; the TLS handshake goes on in the background.
    /// - Parameter keep: is given each channel before it connects; what it throws ends the channel.
    func connect(to route: Route, keep: @escaping @Sendable (any Channel) throws -> Void) async throws -> Connection {
        guard !DescriptorReserve.fromLines.isReached else { throw TransportError.noDescriptors }
        let (tls, timeouts) = (tls, timeouts)
        return try await ClientBootstrap(group: group)
            .resolver(RouteResolver(lookups: lookups, loop: group.any()))
            .connectTimeout(.nanoseconds(timeouts.handshake.nanoseconds))
            .connect(host: route.host, port: route.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try keep(channel)
                    try SocketOptions.apply(to: channel)
                    return try Connection.configure(channel, tls: tls, timeouts: timeouts, route: route)
                }
            }
    }
}
