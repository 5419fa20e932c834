internal import CBOR
internal import COSE
internal import HotlineCrypto

extension Frame {
    /// The CBOR array, without the length before it.
    public func encoded() -> [UInt8] { CBORValue.array(elements).encoded() }

    private var elements: [CBORValue] {
        switch self {
        case .hello(let hello): Self.array(.hello, hello.cbor)
        case .statement(let frame): Self.array(.statement, frame.elements)
        case .chunk(let frame):
            Self.array(.chunk, .unsigned(frame.transfer), .unsigned(frame.offset), .bytes(frame.bytes))
        case .receipt(let frame): Self.array(.receipt, frame.elements)
        case .checkpoint(let frame): Self.array(.checkpoint, frame.elements)
        case .cosignature(let frame): Self.array(.cosignature, frame.elements)
        case .credit(let more): Self.array(.credit, .unsigned(more.messages), .unsigned(more.bytes))
        case .ping(let nonce): Self.array(.ping, .unsigned(nonce))
        case .pong(let nonce): Self.array(.pong, .unsigned(nonce))
        case .error(let code): Self.array(.error, .text(code.rawValue))
        case .bye(let reason): Self.array(.bye, .text(reason.rawValue))
        }
    }

    private static func array(_ type: FrameType, _ elements: CBORValue...) -> [CBORValue] { array(type, elements) }

    private static func array(_ type: FrameType, _ elements: [CBORValue]) -> [CBORValue] {
        [.unsigned(type.rawValue)] + elements
    }

    /// Reads one frame's CBOR array.
    public init(decoding bytes: [UInt8]) throws(FrameError) {
        guard bytes.count <= Limits.frameBytes else { throw .tooLarge(bytes.count) }
        let parts = try Self.parts(bytes)
        guard let type = parts.first?.asUInt64.flatMap({ FrameType(rawValue: $0) }) else { throw .unknownType }
        let rest = Array(parts.dropFirst())
        switch type {
        case .hello: self = .hello(try Hello(rest.count == 1 ? rest[0] : nil))
        case .statement: self = .statement(try StatementFrame(rest))
        case .chunk: self = .chunk(try ChunkFrame(rest))
        case .receipt: self = .receipt(try ReceiptFrame(rest))
        case .checkpoint: self = .checkpoint(try CheckpointFrame(rest))
        case .cosignature: self = .cosignature(try CosignatureFrame(rest))
        case .credit: self = .credit(try Credit(rest))
        case .ping: self = .ping(try Self.only(rest, "ping", \.asUInt64))
        case .pong: self = .pong(try Self.only(rest, "pong", \.asUInt64))
        case .error: self = .error(ErrorCode(rawValue: try Self.only(rest, "error", \.asText)) ?? .violation)
        case .bye: self = .bye(ByeReason(rawValue: try Self.only(rest, "bye", \.asText)) ?? .shutdown)
        }
    }

    private static func parts(_ bytes: [UInt8]) throws(FrameError) -> [CBORValue] {
        do {
            guard let parts = try CBORValue(decoding: bytes).asArray else { throw FrameError.malformed("array") }
            return parts
        } catch let error as CBORError {
            throw .encoding("\(error)")
        } catch {
            throw .malformed("array")
        }
    }

    private static func only<Value>(
        _ parts: [CBORValue], _ member: String, _ read: (CBORValue) -> Value?
    ) throws(FrameError) -> Value {
        guard parts.count == 1, let value = read(parts[0]) else { throw .malformed(member) }
        return value
    }
}

extension StatementFrame {
    var elements: [CBORValue] {
        guard let opening else { return [.bytes(statement)] }
        return [.bytes(statement), .unsigned(opening.transfer), .bytes(opening.salt), .bytes(opening.first)]
    }

    init(_ parts: [CBORValue]) throws(FrameError) {
        guard let statement = parts.first?.asBytes, statement.count <= Limits.statementBytes else {
            throw .malformed("statement")
        }
        if parts.count == 1 {
            self.init(statement: statement, opening: nil)
            return
        }
        guard parts.count == 4, let transfer = parts[1].asUInt64, let salt = parts[2].asBytes,
            salt.count == Limits.saltBytes, let first = parts[3].asBytes, first.count <= Limits.chunkBytes
        else { throw .malformed("statement") }
        self.init(statement: statement, opening: Opening(transfer: transfer, salt: salt, first: first))
    }
}

extension Credit {
    init(_ parts: [CBORValue]) throws(FrameError) {
        guard parts.count == 2, let messages = parts[0].asUInt64, let bytes = parts[1].asUInt64 else {
            throw .malformed("credit")
        }
        self.init(messages: messages, bytes: bytes)
    }
}

extension ChunkFrame {
    init(_ parts: [CBORValue]) throws(FrameError) {
        guard parts.count == 3, let transfer = parts[0].asUInt64, let offset = parts[1].asUInt64,
            let bytes = parts[2].asBytes, (1...Limits.chunkBytes).contains(bytes.count)
        else { throw .malformed("chunk") }
        self.init(transfer: transfer, offset: offset, bytes: bytes)
    }
}

extension ReceiptFrame {
    var elements: [CBORValue] {
        [.bytes(receipt.bytes), .array(places.map { .array($0.elements) }), Self.path(consistency)]
    }

    /// A consistency path on the wire; null for none.
    static func path(_ consistency: MerkleConsistency?) -> CBORValue {
        guard let proof = consistency else { return .null }
        return .array([.unsigned(proof.from), .unsigned(proof.to), .array(proof.path.map { .bytes($0.bytes) })])
    }

    init(_ parts: [CBORValue]) throws(FrameError) {
        guard parts.count == 3, let bytes = parts[0].asBytes, let list = parts[1].asArray,
            (1...Limits.proofsPerReceipt).contains(list.count)
        else { throw .malformed("receipt") }
        let places = list.compactMap { $0.asArray.flatMap { Place($0[...]) } }
        guard places.count == list.count else { throw .malformed("receipt's places") }
        let receipt: Receipt
        do {
            receipt = try Receipt(decoding: bytes)
        } catch {
            throw .malformed("receipt (\(error))")
        }
        guard receipt.inclusions.count == places.count else { throw .malformed("receipt's places") }
        self.init(receipt: receipt, places: places, consistency: try Self.consistency(parts[2]))
    }

    /// Reads one.
    static func consistency(_ value: CBORValue) throws(FrameError) -> MerkleConsistency? {
        if value.isNull { return nil }
        guard let parts = value.asArray, parts.count == 3, let from = parts[0].asUInt64, let to = parts[1].asUInt64,
            let list = parts[2].asArray, list.count <= Limits.pathHashes
        else { throw .malformed("consistency path") }
        let path = list.compactMap { $0.asBytes.flatMap { Digest($0) } }
        guard path.count == list.count else { throw .malformed("consistency path") }
        return MerkleConsistency(from: from, to: to, path: path)
    }
}
