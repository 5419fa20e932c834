/// Why the local API's socket cannot be had. Each names the path and the remedy.
public enum ControlSocketError: Error, Hashable, Sendable {
    /// A Unix socket's path has at most so many bytes.
    case pathTooLong(path: String, limit: Int)
    /// The socket's directory is not a directory, or is another user's.
    case directoryNotOurs(path: String)
    /// The socket's directory lets others in.
    case directoryOpen(path: String, mode: String)
    /// There is something else than a socket.
    case notASocket(path: String)
    /// Another process listens on it.
    case inUse(path: String)
    /// The system's own reason.
    case system(path: String, call: String, reason: String)
}

extension ControlSocketError: CustomStringConvertible {
    /// The reason and its remedy.
    public var description: String {
        switch self {
        case .pathTooLong(let path, let limit):
            "\(path) is too long for a socket, which has at most \(limit) bytes (choose a shorter --home)"
        case .directoryNotOurs(let path): "\(path) is not a directory of this user"
        case .directoryOpen(let path, let mode): "\(path) has mode \(mode), so others can reach it (chmod 700 \(path))"
        case .notASocket(let path): "\(path) is not a socket (move it away)"
        case .inUse(let path): "another hotlined listens on \(path)"
        case .system(let path, let call, let reason): "\(path): \(call): \(reason)"
        }
    }
}
