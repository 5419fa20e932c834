internal import HotlineProtocol

/// How a side's messages that ask for an acknowledgement were answered.
public struct Deadlines: Hashable, Sendable {
    /// Shares of the time to acknowledge, in percent: the bounds of `shares`.
    public static let bounds: [Int64] = [10, 25, 50, 75, 100, 200]

    /// Messages that asked.
    public private(set) var asked: UInt64 = 0
    /// Those answered within their time.
    public private(set) var inTime: UInt64 = 0
    /// Those answered after it.
    public private(set) var late: UInt64 = 0
    /// Those without an answer whose time ended before the logs do.
    public private(set) var missed: UInt64 = 0
    /// How long the answered ones waited.
    public private(set) var waits = Durations()
    /// What part of its time each answered one took, in percent.
    public private(set) var shares = Durations()

    /// Those without an answer whose time goes on where the logs end.
    public var open: UInt64 { asked - inTime - late - missed }

    /// Takes a message; passes over one that asks for nothing.
    ///
    /// - Parameter end: the last time in the logs.
    mutating func take(_ message: ReportedMessage, end: Int64) {
        guard let due = message.dueAt, let seconds = message.statement.acknowledgeBy, message.refusal == nil else {
            return
        }
        asked += 1
        guard let wait = message.answeredAfter, let answer = message.answer else {
            if due <= end { missed += 1 }
            return
        }
        if answer.firstAt <= due { inTime += 1 } else { late += 1 }
        waits.take(wait)
        // Rounded up, so that nothing late counts as 100 percent.
        shares.take((wait / 10 + Int64(max(seconds, 1)) - 1) / Int64(max(seconds, 1)))
    }

    mutating func finish() {
        waits.finish()
        shares.finish()
    }
}
