/// The one table of times. All run on the monotonic clock.
public struct Timeouts: Hashable, Sendable {
    /// From an accepted or opened connection to the end of the TLS handshake.
    public var handshake: Duration = .seconds(5)
    /// From the end of the TLS handshake to an acceptable HELLO.
    public var hello: Duration = .seconds(5)
    /// A side that has heard nothing for this long sends a ping.
    public var ping: Duration = .seconds(5)
    /// Pings without anything heard in between, after which the session is dead.
    public var pingsUntilDead = 3
    /// After a silence of this long the routes are dialled beside the session.
    public var doubt: Duration = .seconds(10)
    /// A body's next chunk comes within this time, or the session ends.
    public var chunkStall: Duration = .seconds(30)
    /// A body that could not be read is asked for again after this, in time for a peer that waits for its next chunk; until
    /// then its stream waits.
    public var readAgain: Duration = .seconds(10)
    /// Frames are taken by the peer within this time, or the session ends: a peer that does not read is closed. Shorter than
    /// the time in which a silent one is, so that its fault has its name.
    public var writeStall: Duration = .seconds(15)
    /// From one route's dial to the next one's, where the first has not failed sooner.
    public var dialStagger: Duration = .milliseconds(500)
    /// A round dials all routes within this time: many routes have less than `dialStagger` each.
    public var dialRound: Duration = .milliseconds(1500)
    /// A HELLO under way has this long to succeed before another dial says its own.
    public var greetStagger: Duration = .seconds(1)
    /// The first wait before dialling again.
    public var backoffFirst: Duration = .milliseconds(200)
    /// The longest time from the beginning of one round to that of the next.
    public var backoffLongest: Duration = .seconds(2)

    /// A checkpoint of the own log is sent again after this time.
    public var checkpoint: Duration = .seconds(3600)
    /// The first checkpoint waits until connections that were opened at the same time have been decided between.
    public var checkpointSettle: Duration = .milliseconds(500)
    /// Beyond the first few, a peer's checkpoints are answered no faster than this.
    public var checkpointPause: Duration = .seconds(1)

    /// The table as Docs/Protocol.md gives it.
    public init() {}
}
