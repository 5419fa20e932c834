/// Every limit of the local API, with its name: what the server refuses and what the client expects.
public enum ControlLimits {
    /// Content of one message, in bytes (16 MiB); the protocol's own default for bodies.
    public static let contentBytes = 16 << 20
    /// A request's JSON text, in bytes: the largest content as base64, and the fields around it.
    public static let requestBytes = 24 << 20
    /// All other requests (everything but `POST /v1/messages`), in bytes.
    public static let smallRequestBytes = 64 << 10
    /// One reply as the client accepts it, in bytes.
    public static let replyBytes = 32 << 20
    /// Path and query of a request, in bytes.
    public static let targetBytes = 4 << 10
    /// All header fields of a request or reply, in bytes, and how many there may be.
    public static let headerBytes = 16 << 10
    /// Header fields in one request or reply.
    public static let headerFields = 64
    /// Text of a message that `GET /v1/messages/{id}` shows inside the JSON, in bytes (1 MiB).
    public static let shownTextBytes = 1 << 20
    /// Messages in one page, at most.
    public static let pageLimit = 500
    /// Messages in one page where the request names no number.
    public static let pageDefault = 50
    /// Routes of one peer.
    public static let routes = 16
    /// One `host:port` route, in bytes.
    public static let routeBytes = 280
    /// A key line, in bytes.
    public static let keyLineBytes = 160
    /// A cursor that a page returned, in bytes.
    public static let cursorBytes = 128
    /// An officer's name, in bytes; it travels in a statement.
    public static let officerBytes = 256
    /// A note to an acknowledgement, in bytes; it travels as a body.
    public static let noteBytes = 4 << 10
    /// A note to an erasure, in bytes; it stands in the log.
    public static let erasureNoteBytes = 512
    /// An erasure is answered after this many seconds at most, finished or not.
    public static let erasingSeconds = 10
    /// Longest wait that one request may ask for, in seconds.
    public static let waitSeconds = 60
    /// Wait for a peer's cosignature where the request names no time, in seconds.
    public static let cosignatureSeconds = 20
    /// A comment line goes down a quiet event stream this often, in seconds.
    public static let heartbeatSeconds = 15
    /// One line of an event stream, in bytes.
    public static let eventLineBytes = 1 << 20
    /// Event streams open at once; one more is refused with `too_many_streams`.
    public static let eventStreams = 32
    /// Connections open at once; one more waits in the kernel's queue.
    public static let connections = 128
    /// From its header on, a client must have sent its whole request within this many seconds.
    public static let requestSeconds = 30
    /// A connection without a request is closed after this many seconds.
    public static let idleSeconds = 60
    /// A client waits this many seconds for an answer that is not asked to wait.
    public static let replySeconds = 30
}
