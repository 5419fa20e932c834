internal import NIOCore
internal import NIOPosix
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Asks the system for the addresses of names, anew at every dial: neither an answer nor a failure is kept.
///
/// The system's function blocks, for as long as a name server is silent. So each name has one question under way at most,
/// which later dials share, and the questions have threads of their own: a dead name server holds up its own names only.
final class NameLookups: Sendable {
    typealias Answer = [SocketAddress]

    /// Questions that may block at once, of all lines.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: TransportLimits.lookupThreads)
        pool.start()
        return pool
    }()

    private let ask: @Sendable (_ host: String) throws -> Answer
    private let underWay = Mutex<[String: EventLoopFuture<Answer>]>([:])

    init(ask: @escaping @Sendable (String) throws -> Answer = NameLookups.system) {
        self.ask = ask
    }

    /// All addresses, with port 0.
    func addresses(of host: String, on loop: any EventLoop) -> EventLoopFuture<Answer> {
        // An address needs no question.
        if let address = try? SocketAddress(ipAddress: host, port: 0) { return loop.makeSucceededFuture([address]) }
        let (answer, isNew) = underWay.withLock { underWay in
            if let shared = underWay[host] { return (shared, false) }
            let ask = ask
            let answer = Self.threads.runIfActive(eventLoop: loop) { try ask(host) }
            underWay[host] = answer
            return (answer, true)
        }
        if isNew { answer.whenComplete { _ in self.underWay.withLock { $0[host] = nil } } }
        return answer.hop(to: loop)
    }

    /// getaddrinfo, in the order of RFC 6724.
    @Sendable private static func system(_ host: String) throws -> Answer {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = Int32(SOCK_STREAM)
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &first)
        guard status == 0 else { throw TransportError.unknownName(host, reason: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(first) }
        return sequence(first: first, next: { $0?.pointee.ai_next }).compactMap { $0 }.compactMap(Self.address)
    }

    private static func address(_ found: UnsafeMutablePointer<addrinfo>) -> SocketAddress? {
        guard let pointer = found.pointee.ai_addr else { return nil }
        switch found.pointee.ai_family {
        case AF_INET:
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
        case AF_INET6:
            return pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
        default: return nil
        }
    }
}

/// The answers of one dial's questions, as NIO's connector asks for them: it tries the addresses of both families.
struct RouteResolver: Resolver, Sendable {
    let lookups: NameLookups
    let loop: any EventLoop

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses(host, port, .inet)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses(host, port, .inet6)
    }

    /// A question that blocks cannot be taken back; its answer is dropped.
    func cancelQueries() {}

    private func addresses(
        _ host: String, _ port: Int, _ family: NIOBSDSocket.ProtocolFamily
    ) -> EventLoopFuture<[SocketAddress]> {
        lookups.addresses(of: host, on: loop).map { found in
            found.filter { $0.protocol == family }.map { address in
                var address = address
                address.port = port
                return address
            }
        }
    }
}
