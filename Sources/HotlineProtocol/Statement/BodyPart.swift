internal import HotlineCrypto

/// A body that is longer than `Limits.partBytes` is kept in parts, which are stored while the rest of it is still on its
/// way; this names the parts that belong together until a statement is stored with them.
public struct SpoolID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Grows with each spool of the store and is never used again.
    public let rawValue: Int64

    /// The spool of that number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The order of their making.
    public static func < (left: SpoolID, right: SpoolID) -> Bool { left.rawValue < right.rawValue }

    /// The spool's number, for messages to people.
    public var description: String { "spool \(rawValue)" }
}

/// One part of a body: `Limits.partBytes` bytes, the last one fewer.
public struct BodyPart: Hashable, Sendable {
    /// Which part it is, from 0.
    public let index: Int
    /// Its bytes.
    public let bytes: [UInt8]

    /// A part of a body.
    public init(index: Int, bytes: [UInt8]) {
        self.index = index
        self.bytes = bytes
    }

    /// How many parts a body of that size has; at least one.
    public static func count(ofSize size: Int) -> Int {
        max(1, (size + Limits.partBytes - 1) / Limits.partBytes)
    }

    /// The bytes of a part within its body; empty beyond its end.
    public static func range(_ index: Int, ofSize size: Int) -> Range<Int> {
        let start = min(index * Limits.partBytes, size)
        return start..<min(start + Limits.partBytes, size)
    }
}

/// A body as the log and the store take it.
public enum KeptBody: Hashable, Sendable {
    /// At most `Limits.partBytes` long, and here.
    case whole(SaltedBody)
    /// Longer: its parts are in the store under this name.
    case spooled(SpoolID, salt: [UInt8])
    /// Not with this statement: a store has it already, or nobody keeps it any more.
    case absent

    /// What hides it in its digest, where it is here.
    public var salt: [UInt8]? {
        switch self {
        case .whole(let body): body.salt
        case .spooled(_, let salt): salt
        case .absent: nil
        }
    }
}

/// A body as it came from the peer.
public enum ArrivedBody: Hashable, Sendable {
    /// At most `Limits.partBytes` long, and here.
    case whole(SaltedBody)
    /// Longer: what has not gone to the store yet, one part or two.
    case parted(salt: [UInt8], rest: [BodyPart])
    /// The statement came alone: its sender does not keep it any more.
    case absent
}

/// The content of a body while it comes in pieces: cuts parts and counts towards the digest. Nothing of it is kept but
/// the part that is being filled.
struct BodyIntake: Sendable {
    private let descriptor: BodyDescriptor
    private let salt: [UInt8]
    private var running = RunningDigest()
    private var filling: [UInt8] = []
    private var nextPart = 0
    /// How much of the content has come.
    private(set) var count = 0

    init(_ descriptor: BodyDescriptor, salt: [UInt8]) {
        self.descriptor = descriptor
        self.salt = salt
        running.update(salt)
    }

    /// Whether the body is so long that its parts go to the store one by one.
    var isParted: Bool { descriptor.size > Limits.partBytes }
    var isWhole: Bool { count == descriptor.size }

    /// Takes the next bytes; false where they are more than the statement says.
    mutating func append(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= descriptor.size - count else { return false }
        count += bytes.count
        running.update(bytes)
        filling += bytes
        return true
    }

    /// A part that is full and not the last, once. Pieces are shorter than parts, so there is never more than one.
    mutating func fullPart() -> BodyPart? {
        guard isParted, !isWhole, filling.count >= Limits.partBytes else { return nil }
        return cut()
    }

    /// The body, once it is whole and has the digest that its statement gives; else nil.
    mutating func finish() -> ArrivedBody? {
        guard isWhole, running.digest == descriptor.digest else { return nil }
        guard isParted else { return SaltedBody(salt: salt, content: filling).map { .whole($0) } }
        var rest: [BodyPart] = []
        while !filling.isEmpty { rest.append(cut()) }
        return .parted(salt: salt, rest: rest)
    }

    private mutating func cut() -> BodyPart {
        let part = BodyPart(index: nextPart, bytes: Array(filling.prefix(Limits.partBytes)))
        filling.removeFirst(part.bytes.count)
        nextPart += 1
        return part
    }
}
