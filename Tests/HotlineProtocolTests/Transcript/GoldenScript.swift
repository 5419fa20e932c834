import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

/// What happens in the golden transcript, step by step: two sessions of alpha and beta, the first one cut.
enum GoldenScript {
    /// One side of the line.
    enum Side: String, CaseIterable {
        case alpha, beta
    }

    /// One step; only `carry` and `bye` bring bytes.
    enum Step {
        /// Both sides begin a session.
        case connect
        /// A client's request and its commit.
        case say(Side, Submission)
        /// What has arrived is committed.
        case commit(Side)
        /// At most so many frames go over.
        case carry(Side, atMost: Int)
        /// The session looks at its deadlines, so many seconds after its start.
        case tick(Side, seconds: Int)
        /// The connection is cut; what was not carried is lost.
        case cut
        /// The side says goodbye.
        case bye(Side)
    }

    /// All of them.
    static func steps() throws -> [Step] {
        try greeting() + messages() + answers() + silence() + lostReceipt()
    }

    private static func greeting() -> [Step] {
        [.connect, .carry(.alpha, atMost: .max), .carry(.beta, atMost: .max)]
    }

    /// A body in two pieces, overtaken by a flash message, and receipts for both.
    private static func messages() throws -> [Step] {
        let routine = try Sample.submission(1, size: Limits.chunkBytes + 100)
        var flash = try Sample.submission(2, stream: Sample.stream("nrrc", .flash))
        flash.acknowledgeBy = 900
        flash.language = "en"
        return [
            .say(.alpha, routine), .carry(.alpha, atMost: 1), .say(.alpha, flash), .carry(.alpha, atMost: .max),
            .commit(.beta), .carry(.beta, atMost: .max), .commit(.alpha),
        ]
    }

    /// Beta's officer acknowledges the one, beta's node refuses the other.
    private static func answers() throws -> [Step] {
        var acknowledgement = try Sample.submission(3, stream: Sample.stream("nrrc", .flash))
        acknowledgement.kind = .acknowledgement
        acknowledgement.inReplyTo = try Sample.messageID(2)
        acknowledgement.details = try Sample.need(StatementDetails(decision: .pending, officer: "officer one"))
        var refusal = try Sample.submission(4)
        refusal.kind = .refusal
        refusal.inReplyTo = try Sample.messageID(1)
        refusal.details = StatementDetails(refusal: .unknownKind)
        return [
            .say(.beta, acknowledgement), .say(.beta, refusal), .carry(.beta, atMost: .max), .commit(.alpha),
            .carry(.alpha, atMost: .max), .commit(.beta),
        ]
    }

    private static func silence() -> [Step] {
        [.tick(.alpha, seconds: 10), .carry(.alpha, atMost: .max), .carry(.beta, atMost: .max)]
    }

    /// A receipt is lost with the connection; in the next session beta's HELLO names the statement, alpha sends it without
    /// its body, and gets the receipt.
    private static func lostReceipt() throws -> [Step] {
        let priority = try Sample.submission(5, stream: Sample.stream("csirt", .priority), size: 0)
        return [
            .say(.alpha, priority), .carry(.alpha, atMost: .max), .commit(.beta), .cut, .connect,
            .carry(.beta, atMost: 1), .carry(.alpha, atMost: .max), .carry(.beta, atMost: .max), .commit(.alpha),
            .bye(.beta),
        ]
    }
}
