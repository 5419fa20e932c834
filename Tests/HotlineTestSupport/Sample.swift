import HotlineCrypto
public import HotlineProtocol

/// Values that tests start from. Each throws where the test's own constant is not of its form.
public enum Sample {
    /// 2026-11-21T22:04:05.123Z.
    public static let time = UTCTime(milliseconds: 1_795_298_645_123)
    /// The start of the monotonic clock.
    public static let start = MonotonicTime(sinceStart: .zero)

    /// The value, or the reason why the test cannot go on.
    public static func need<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw TestIdentity.Malformed() }
        return value
    }

    /// The stream of a channel and precedence.
    public static func stream(_ channel: String = "csirt", _ precedence: Precedence = .routine) throws -> Stream {
        Stream(channel: try need(ChannelName(channel)), precedence: precedence)
    }

    /// An epoch of one byte repeated.
    public static func epoch(_ byte: UInt8) throws -> Epoch {
        try need(Epoch([UInt8](repeating: byte, count: Epoch.byteCount)))
    }

    /// A message id that differs with the number.
    public static func messageID(_ number: UInt64) throws -> MessageID {
        let random = (0..<10).map { UInt8(truncatingIfNeeded: $0 < 2 ? 0 : number >> UInt64(72 - 8 * $0)) }
        return try need(MessageID(at: time, random: random))
    }

    /// A body of these bytes under a salt of one byte repeated.
    public static func body(_ content: [UInt8], salt: UInt8 = 0x5A) throws -> SaltedBody {
        try need(SaltedBody(salt: [UInt8](repeating: salt, count: Limits.saltBytes), content: content))
    }

    /// A free-text message with the number in its id and its text, the body filled up to `size` bytes.
    public static func submission(
        _ number: UInt64, stream: Stream? = nil, size: Int? = nil
    ) throws -> Submission {
        let text = Array("message \(number)".utf8)
        let content = size.map { Array((text + [UInt8](repeating: 0x2E, count: $0)).prefix($0)) } ?? text
        return Submission(
            messageID: try messageID(number), stream: try stream ?? Sample.stream(), kind: .message, tlp: .amber,
            body: try body(content), mediaType: "text/plain")
    }

    /// The name of the log that `owner` keeps of its line with `peer`.
    public static func origin(
        _ owner: TestIdentity, _ peer: TestIdentity, id: UInt8 = 0xA1
    ) throws -> LogOrigin {
        try need(
            LogOrigin(
                owner: owner.line.name, peer: peer.line.name,
                id: [UInt8](repeating: id, count: LogOrigin.idByteCount)))
    }

    /// Entry 0 of that log.
    public static func opening(
        _ owner: TestIdentity, _ peer: TestIdentity, id: UInt8 = 0xA1, after former: LogOpening? = nil
    ) throws -> LogOpening {
        try LogOpening(
            origin: origin(owner, peer, id: id), owner: owner.key, peer: peer.line.key,
            predecessor: former.map { Predecessor(origin: $0.origin, size: 1, root: $0.leafHash) },
            agreement: Agreement.builtIn.digest, at: time)
    }
}
