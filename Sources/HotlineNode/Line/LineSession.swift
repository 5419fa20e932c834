internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineTransport

extension LineService {
    /// A connection of the line. It belongs to the line's actor; a class, so that looking at one member copies nothing.
    final class Session {
        var machine: SessionMachine
        let signal: AsyncStream<Void>.Continuation
        let ending: AsyncStream<Void>.Continuation
        let remote: String
        /// When the connection was accepted or dialled.
        let startedAt: MonotonicTime
        /// This node's count of dials; nil where the peer dialled.
        let dialCounter: UInt64?
        /// Whether the peer may have anything on the way, by the HELLO or by a credit frame.
        var isGranted: Bool
        var connectedAt: UTCTime?
        var clockSkew: Int64?
        /// Set where this side ends the session.
        var leaving: SessionOver?
        /// Set where the peer's doing ends the session and the store was first to see it.
        var failure: SessionFailure?
        /// Where the parts of bodies go that are on their way, by their transfers.
        var spools: [UInt64: Spool] = [:]
        /// Own statements whose bodies could not be read when they were to be sent.
        var unread: Set<Int64> = []
        /// Since when a frame has waited for the socket; nil where none does.
        var writingSince: MonotonicTime?

        init(
            machine: SessionMachine, signal: AsyncStream<Void>.Continuation,
            ending: AsyncStream<Void>.Continuation, remote: String, startedAt: MonotonicTime, dialCounter: UInt64?,
            isGranted: Bool
        ) {
            (self.machine, self.signal, self.ending, self.remote) = (machine, signal, ending, remote)
            (self.startedAt, self.dialCounter, self.isGranted) = (startedAt, dialCounter, isGranted)
        }

        /// Why this side ends the session, if it does.
        var end: (any Error)? { failure ?? leaving }
    }
}
