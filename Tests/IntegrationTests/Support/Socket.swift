import Glibc

/// Plain TCP sockets on this machine's loopback.
enum Socket {
    static let loopback: UInt32 = 0x7F00_0001

    /// A socket that listens there; nil where the port is taken.
    ///
    /// - Parameter buffers: the size of its connections' buffers; nil for the system's own, which grow.
    static func listen(port: Int, buffers: Int32? = nil) -> Int32? {
        let descriptor = make(buffers)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(port, loopback, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 128) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// A connection; nil where it is refused.
    static func connect(port: Int, from source: UInt32 = loopback, buffers: Int32? = nil) -> Int32? {
        let descriptor = make(buffers)
        guard withAddress(0, source, { bind(descriptor, $0, $1) }) == 0,
            withAddress(port, loopback, { Glibc.connect(descriptor, $0, $1) }) == 0
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Writes all of it; false where the other end does not take it.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Ends both directions; the descriptor stays taken until it is closed.
    static func end(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Buffers are set before anything is connected: what is offered to the other end depends on them. Small ones go with
    /// segments as on an Ethernet; loopback's own are larger than they.
    private static func make(_ buffers: Int32?) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if var buffers {
            var segment: Int32 = 1448
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_MAXSEG, &segment, socklen_t(MemoryLayout<Int32>.size))
            for option in [SO_RCVBUF, SO_SNDBUF] {
                setsockopt(descriptor, SOL_SOCKET, option, &buffers, socklen_t(MemoryLayout<Int32>.size))
            }
        }
        return descriptor
    }

    private static func withAddress<Result>(
        _ port: Int, _ host: UInt32, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(host).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
