/// Why a call of ``ControlClient`` gave no reply.
public enum ControlClientError: Error, Hashable, Sendable {
    /// The node answered: it did not carry out the request.
    case node(ControlError)
    /// There is no socket at this path: the daemon is not running.
    case socketMissing(path: String)
    /// The socket is there and nobody listens on it: the daemon stopped without removing it.
    case connectionRefused(path: String)
    /// The socket, or a directory above it, is not this user's.
    case notAllowed(path: String)
    /// The path is longer than a Unix socket address can be.
    case pathTooLong(path: String)
    /// The system gave another reason.
    case connectionFailed(path: String, reason: String)
    /// The connection ended before the answer did. What was asked may have been done.
    case closed
    /// No answer within so many seconds. What was asked may have been done.
    case timedOut(seconds: Int)
    /// The answer is not one that this version can read.
    case badReply(String)
    /// The caller was cancelled. What was asked may have been done.
    case cancelled
    /// Events came faster than they were taken.
    case tooSlow

    /// Whether no daemon is there to be asked: nothing was done.
    public var isUnreachable: Bool {
        switch self {
        case .socketMissing, .connectionRefused: true
        case .node, .notAllowed, .pathTooLong, .connectionFailed, .closed, .timedOut, .badReply, .cancelled, .tooSlow:
            false
        }
    }

    /// Whether the same request may succeed in a moment: the daemon is starting, stopping or busy.
    public var isTransient: Bool {
        switch self {
        case .node(let error): error.code == .shuttingDown
        case .socketMissing, .connectionRefused, .connectionFailed, .closed, .timedOut: true
        case .notAllowed, .pathTooLong, .badReply, .cancelled, .tooSlow: false
        }
    }
}

extension ControlClientError: CustomStringConvertible {
    /// The reason and, where there is one, the remedy.
    public var description: String {
        switch self {
        case .node(let error): error.description
        case .socketMissing(let path): "hotlined is not running: no socket at \(path) (start `hotlined --home …`)"
        case .connectionRefused(let path):
            "hotlined is not running: nobody listens on \(path) (start `hotlined --home …`)"
        case .notAllowed(let path): "\(path) belongs to another user (run as the user that runs hotlined)"
        case .pathTooLong(let path): "\(path) is too long for a socket (choose a shorter --home)"
        case .connectionFailed(let path, let reason): "cannot connect to \(path): \(reason)"
        case .closed: "hotlined closed the connection before it answered"
        case .timedOut(let seconds): "hotlined did not answer within \(seconds) s"
        case .badReply(let reason): "hotlined gave an answer that cannot be read: \(reason)"
        case .cancelled: "cancelled"
        case .tooSlow: "events came faster than they were taken"
        }
    }
}
