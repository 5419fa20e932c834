import HotlineControl
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the server does by the clock and by the user: fixed in the product, changed by tests.
struct ControlServerSettings: Sendable {
    /// Users who may connect: the one who runs the node, and root.
    var users: Set<uid_t> = [geteuid(), 0]
    /// A comment line goes down a quiet event stream this often.
    var heartbeat: Duration = .seconds(ControlLimits.heartbeatSeconds)
    /// From its header on, a whole request must be there within this time.
    var requestTime: TimeAmount = .seconds(Int64(ControlLimits.requestSeconds))
    /// A connection without a request is closed after this time.
    var idleTime: TimeAmount = .seconds(Int64(ControlLimits.idleSeconds))
    /// At shutdown, a connection that is still answering is closed after this time.
    var closingTime: TimeAmount = .seconds(5)
    /// Event streams open at once.
    var eventStreams = ControlLimits.eventStreams
}
