import CBOR
import COSE
import HotlineCrypto
import HotlineProtocol
import NIOCore
import TransparencyLog

/// One test vector of Docs/Protocol.md.
struct DocumentVector: Equatable {
    enum Value: Equatable {
        case text(String)
        case hex([UInt8])
    }

    /// What its block is called.
    let name: String
    let value: Value
    /// The rule of Docs/hotline.cddl that the bytes obey, where they are CBOR.
    let rule: String?
    /// Bytes before the CBOR: the length of a frame.
    let prefix: Int

    init(_ name: String, _ value: Value, rule: String? = nil, prefix: Int = 0) {
        self.name = name
        self.value = value
        self.rule = rule
        self.prefix = prefix
    }

    /// The value as its block holds it: text as it is, hexadecimal in lines of 60 bytes.
    var lines: [String] {
        switch value {
        case .text(let text): return [text]
        case .hex(let bytes):
            return stride(from: 0, to: bytes.count, by: 60).map { Hex.encode(Array(bytes[$0...].prefix(60))) }
        }
    }

    /// The CBOR without what stands before it.
    var cbor: [UInt8]? {
        guard case .hex(let bytes) = value, rule != nil else { return nil }
        return Array(bytes.dropFirst(prefix))
    }
}

/// All vectors, in the order of the document, made by the code.
enum DocumentVectors {
    static func make() throws -> [DocumentVector] {
        let line = try DocumentLine()
        return try identities(line) + logs(line) + statements(line) + receipts(line) + frames(line)
    }

    private static func identities(_ line: DocumentLine) -> [DocumentVector] {
        let agreement = CBORMap(dictionaryLiteral: (1, .array(Agreement.builtIn.channels.map { .text($0.text) })))
        return [
            DocumentVector("alpha-key-line", .text("\(line.alpha.me)")),
            DocumentVector("beta-key-line", .text("\(line.beta.me)")),
            DocumentVector("alpha-kid", .hex(line.alpha.me.key.keyID.bytes)),
            DocumentVector("beta-kid", .hex(line.beta.me.key.keyID.bytes)),
            DocumentVector("safety-number", .text("\(SafetyNumber(line.alpha.me, line.beta.me))")),
            DocumentVector("agreement", .hex(CBORValue.map(agreement).encoded()), rule: "agreement"),
            DocumentVector("agreement-digest", .hex(Agreement.builtIn.digest.bytes)),
        ]
    }

    private static func logs(_ line: DocumentLine) throws -> [DocumentVector] {
        [
            DocumentVector("alpha-opening", .hex(line.alpha.ledger.opening.bytes), rule: "opening"),
            DocumentVector("alpha-opening-leaf", .hex(line.alpha.ledger.opening.leafHash.bytes)),
            DocumentVector("beta-opening", .hex(line.beta.ledger.opening.bytes), rule: "opening"),
            DocumentVector("beta-opening-leaf", .hex(line.beta.ledger.opening.leafHash.bytes)),
            DocumentVector("alpha-head-1", .hex(line.alpha.heads[0].bytes), rule: "head"),
            DocumentVector("erasure", .hex(try erasure(line, Self.request).bytes), rule: "erasure"),
            DocumentVector("erasure-retention", .hex(try erasure(line, Self.retention).bytes), rule: "erasure"),
            DocumentVector("erasure-former", .hex(try erasureBefore(line).bytes), rule: "erasure"),
        ]
    }

    private static let request = ErasureReason.request(officer: "A. Ivanova", note: "request 17")
    private static let retention = ErasureReason.retention(rule: "csirt/notice=3650")

    private static func erasure(_ line: DocumentLine, _ reason: ErasureReason) throws -> Erasure {
        try Erasure(
            signing: [1], because: reason, origin: line.alpha.ledger.opening.origin, key: line.alpha.key,
            at: DocumentLine.time(8))
    }

    /// In alpha's log, of a leaf in one that it follows.
    private static func erasureBefore(_ line: DocumentLine) throws -> Erasure {
        let origin = line.alpha.ledger.opening.origin
        let id = [UInt8](repeating: 0xF0, count: LogOrigin.idByteCount)
        let former = LogOrigin(owner: origin.owner, peer: origin.peer, id: id)
        return try Erasure(
            signing: [1], of: former, because: Self.retention, origin: origin, key: line.alpha.key,
            at: DocumentLine.time(8))
    }

    private static func statements(_ line: DocumentLine) throws -> [DocumentVector] {
        [
            DocumentVector("body-digest", .hex(try DocumentLine.body(DocumentLine.content).digest.bytes)),
            DocumentVector("statement", .hex(line.statement.bytes), rule: "statement"),
            DocumentVector("statement-digest", .hex(line.statement.digest.bytes)),
            DocumentVector("statement-leaf", .hex(line.statement.leafHash.bytes)),
            DocumentVector("acknowledgement", .hex(line.acknowledgement.bytes), rule: "statement"),
        ]
    }

    private static func receipts(_ line: DocumentLine) throws -> [DocumentVector] {
        let head = line.beta.heads[1]
        let sign1 = try Sign1(decoding: head.bytes)
        let input = Sign1.signatureInput(protectedBytes: sign1.protectedBytes, payload: sign1.payload)
        return [
            DocumentVector("beta-root-2", .hex(head.head.root.bytes)),
            DocumentVector("beta-head-2", .hex(head.bytes), rule: "head"),
            DocumentVector("beta-head-2-signed", .hex(input), rule: "sig-structure"),
            DocumentVector("receipt", .hex(line.receipt.receipt.bytes), rule: "receipt"),
        ]
    }

    private static func frames(_ line: DocumentLine) throws -> [DocumentVector] {
        let opening = StatementFrame.Opening(
            transfer: 1, salt: DocumentLine.salt, first: Array(DocumentLine.content.utf8))
        let chunk = ChunkFrame(transfer: 2, offset: UInt64(Limits.chunkBytes), bytes: [0x6C, 0x61, 0x73, 0x74])
        let witnessed = try DocumentCheckpoint(line)
        let frames: [(String, Frame)] = [
            ("frame-hello-alpha", .hello(line.hellos.alpha)),
            ("frame-hello-beta", .hello(line.hellos.beta)),
            ("frame-hello-alpha-again", .hello(line.hellos.again)),
            ("frame-statement", .statement(StatementFrame(statement: line.statement.bytes, opening: opening))),
            ("frame-statement-held", .statement(StatementFrame(statement: line.statement.bytes, opening: nil))),
            ("frame-chunk", .chunk(chunk)),
            ("frame-receipt", .receipt(line.receipt)),
            ("frame-checkpoint", .checkpoint(witnessed.frame)),
            ("frame-cosignature", .cosignature(try witnessed.answer(.cosigned(witnessed.cosignature)))),
            ("frame-held", .cosignature(try witnessed.answer(.held(2)))),
            ("frame-ping", .ping(0)),
            ("frame-pong", .pong(0)),
            ("frame-error", .error(.gap)),
            ("frame-bye", .bye(.shutdown)),
        ]
        let note = DocumentVector("beta-checkpoint", .hex(witnessed.frame.note))
        let vectors = frames.map { name, frame in
            var buffer = ByteBuffer()
            frame.write(to: &buffer)
            return DocumentVector(name, .hex(Array(buffer.readableBytesView)), rule: "frame", prefix: 4)
        }
        return [note] + vectors
    }
}
