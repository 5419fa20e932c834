import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// Sending a request that stores a message, until the node has answered or there is no more hope.
///
/// A retry carries the same message id, so the node answers it the same and never stores the message twice (Docs/ControlAPI.md).
struct Submission {
    /// Pauses between attempts: six attempts in about five seconds, as long as a daemon takes to start again.
    static let pauses: [Duration] = [
        .milliseconds(250), .milliseconds(500), .milliseconds(1000), .milliseconds(1500), .milliseconds(1500),
    ]

    /// The id that every attempt carries and every error names.
    let messageID: String
    let console: Console

    /// The node's answer to the request.
    /// - Throws: ``CommandFailure`` that names the message id.
    func run(_ attempt: () async throws -> Answer<SubmitReply>) async throws -> SubmitReply {
        var progress = Progress(console: console)
        for pause in Self.pauses {
            do { return try await attempt().reply } catch {
                let failure = CommandFailure(of: error)
                guard Self.mayPass(error) else { throw failure.about(messageID) }
                progress.say("no answer yet (\(failure.message)): trying again")
            }
            try await console.pause(pause)
        }
        do { return try await attempt().reply } catch { throw CommandFailure(of: error).about(messageID) }
    }

    /// Whether the same question may be answered in a moment: the daemon is starting, stopping or busy.
    static func mayPass(_ error: any Error) -> Bool {
        (error as? ControlClientError)?.isTransient == true
    }

    /// A new id from the clock and the system's randomness.
    static func newMessageID() throws -> MessageID {
        let random: [UInt8]
        do { random = try secureRandomBytes(10) } catch { throw CommandFailure.local(error.description) }
        guard let id = MessageID(at: UTCTime(milliseconds: Moment.now()), random: random) else {
            throw CommandFailure.local("no message id could be made")
        }
        return id
    }
}
