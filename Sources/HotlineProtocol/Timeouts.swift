/// The one table of times. All run on the monotonic clock.
public struct Timeouts: Hashable, Sendable {
    /// From an accepted or opened connection to the end of the TLS handshake.
    public var handshake: Duration = .seconds(5)
    /// From the end of the TLS handshake to an acceptable HELLO.
    public var hello: Duration = .seconds(5)
    /// A side that has heard nothing for this long sends a ping.
    public var ping: Duration = .seconds(10)
    /// Pings without anything heard in between, after which the session is dead.
    public var pingsUntilDead = 3
    /// A body's next chunk comes within this time, or the session ends.
    public var chunkStall: Duration = .seconds(30)
    /// A frame is taken by the peer within this time, or the session ends: a peer that does not read is closed.
    public var writeStall: Duration = .seconds(30)
    /// The first wait before dialling again.
    public var backoffFirst: Duration = .milliseconds(200)
    /// The longest wait while a route was up within the last minute.
    public var backoffRecent: Duration = .seconds(2)
    /// The longest wait otherwise.
    public var backoffLongest: Duration = .seconds(30)
    /// How long a route counts as recently up.
    public var recent: Duration = .seconds(60)

    /// The table as Docs/Protocol.md gives it.
    public init() {}
}
