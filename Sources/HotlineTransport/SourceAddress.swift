internal import NIOCore

/// Where a connection comes from, as far as a stranger cannot change it at will: an IPv4 address, or an IPv6 /64, which is
/// what one customer of a network gets at least.
public struct SourceAddress: Hashable, Sendable {
    private let bytes: [UInt8]

    /// - Parameter bytes: 4 of an IPv4 address or 16 of an IPv6 one; nil for any other number.
    init?(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = bytes
        // ::ffff:0:0/96 are IPv4 addresses on an IPv6 socket.
        case 16 where bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]: self.bytes = Array(bytes[12...])
        case 16: self.bytes = Array(bytes.prefix(8))
        default: return nil
        }
    }

    /// Nil for what is no network address.
    init?(_ address: SocketAddress) {
        // The address stands behind family and port, in sockaddr_in6 also behind the flow information.
        let range: Range<Int>
        switch address {
        case .v4: range = 4..<8
        case .v6: range = 8..<24
        case .unixDomainSocket: return nil
        }
        self.init(
            address.withSockAddr { pointer, count in
                Array(UnsafeRawBufferPointer(start: pointer, count: count)[range])
            })
    }

    /// The address that a route names; nil for a host name.
    public init?(route: String) {
        guard let route = Route(route), let address = try? SocketAddress(ipAddress: route.host, port: route.port) else {
            return nil
        }
        self.init(address)
    }
}
