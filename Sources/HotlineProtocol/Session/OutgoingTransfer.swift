/// How far a body on its way is.
public struct TransferProgress: Hashable, Sendable {
    /// The message.
    public let messageID: MessageID
    /// Its place in the order of the store.
    public let position: Int64
    /// Bytes of the content that were given to the socket.
    public let sent: Int
    /// All bytes of the content.
    public let size: Int
}

/// One body on its way to the peer, cut from the parts in which the store gives it.
struct OutgoingTransfer {
    private let id: UInt64
    private let outgoing: OutgoingStatement
    private let salt: [UInt8]
    private var part: BodyPart
    private var hasBegun = false
    private var offset = 0

    init(id: UInt64, outgoing: OutgoingStatement, salt: [UInt8], part: BodyPart) {
        (self.id, self.outgoing, self.salt, self.part) = (id, outgoing, salt, part)
    }

    private var size: Int { outgoing.signed.statement.body.size }

    /// Whether all of the content was given out.
    var isDone: Bool { hasBegun && offset == size }

    var progress: TransferProgress {
        TransferProgress(
            messageID: outgoing.signed.statement.messageID, position: outgoing.position, sent: offset, size: size)
    }

    /// The next part was read; any other one is no answer to what was asked for.
    mutating func load(_ next: BodyPart) {
        if next.index == part.index + 1 { part = next }
    }

    /// The next frame of the transfer, or the part from which it is to be cut.
    mutating func next() -> Outbox.Step {
        let end = BodyPart.range(part.index, ofSize: size).upperBound
        guard !hasBegun || offset < end else { return .loadPart(outgoing, index: part.index + 1) }
        let start = offset - part.index * Limits.partBytes
        let piece = Array(part.bytes[min(start, part.bytes.count)...].prefix(Limits.chunkBytes))
        defer {
            offset += piece.count
            hasBegun = true
        }
        guard hasBegun else { return .frame(.statement(opening(piece))) }
        return .frame(.chunk(ChunkFrame(transfer: id, offset: UInt64(offset), bytes: piece)))
    }

    private func opening(_ first: [UInt8]) -> StatementFrame {
        StatementFrame(
            statement: outgoing.signed.bytes,
            opening: StatementFrame.Opening(transfer: id, salt: salt, first: first))
    }
}
