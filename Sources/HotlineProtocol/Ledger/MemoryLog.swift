public import HotlineCrypto
public import TransparencyLog

/// What a session reads of a line's log: the seam to a program's own store. Everything in it was committed before.
public protocol LineReader: HashReader {
    /// Own statements of the stream without a stored receipt, after this position, in order, at most `limit`.
    func unreceipted(of stream: Stream, after position: Int64, limit: Int) throws -> [OutgoingStatement]
    /// The body of an own statement.
    func body(of outgoing: OutgoingStatement) throws -> SaltedBody
    /// The newest committed head of the log.
    func newestHead() throws -> Head
}

extension SessionMachine {
    /// Pulls the next frame for the socket, with what the machine asks for read from `store` at once; nil where there is
    /// nothing to send. For programs whose store answers without waiting.
    ///
    /// - Throws: ``LogError``, or the store's own error.
    public mutating func nextFrame(reading store: some LineReader, key: SigningKey) throws -> Frame? {
        while true {
            switch next() {
            case .frame(let frame): return frame
            case .issue(let order): return try order.frame(key: key, hashes: store)
            case .answer(let checkpoint): return try checkpoint.frame(as: line.local.name, key: key)
            case .witness(let order):
                let own = try order.issue(try store.newestHead(), key: key, hashes: store)
                issued(own)
                return own.frame
            case .loadPart(let outgoing, let index):
                let body = try store.body(of: outgoing)
                loaded(body.part(index), salt: body.salt, of: outgoing)
            case .load(let stream, let after, let limit):
                loaded(try store.unreceipted(of: stream, after: after, limit: limit), of: stream, limit: limit)
            case .idle: return nil
            }
        }
    }
}

/// One line's log in memory: for tests, and for programs that keep nothing longer than they run.
public struct MemoryLog: LineReader, Hashable, Sendable {
    /// Why something cannot be read: it was never appended.
    public struct Missing: Error, Hashable, Sendable {}

    private struct Own: Hashable, Sendable {
        let outgoing: OutgoingStatement
        let body: SaltedBody
    }

    private var hashes: [Digest] = []
    private var own: [Own] = []
    private var receipted: Set<ReceiptFrame.Place> = []
    private var newest: Head?

    /// A log with nothing in it.
    public init() {}

    /// Keeps what was committed; of submissions, those without a spool. Batches come in the order of their commits, from entry 0 on.
    public mutating func append(_ durable: DurableBatch) {
        hashes += durable.batch.hashes
        newest = durable.batch.head
        for case .own(let signed, .whole(let body)) in durable.batch.entries.map(\.content) {
            let outgoing = OutgoingStatement(position: Int64(own.count + 1), signed: signed)
            own.append(Own(outgoing: outgoing, body: body))
        }
        for record in durable.batch.receipts {
            receipted.insert(ReceiptFrame.Place(stream: record.stream, ordinal: record.ordinal))
        }
    }

    /// The head after the last commit.
    public func newestHead() throws -> Head {
        guard let newest else { throw Missing() }
        return newest
    }

    /// The hash stored at `position`.
    public func hash(at position: UInt64) throws -> Digest {
        guard let index = Int(exactly: position), hashes.indices.contains(index) else { throw Missing() }
        return hashes[index]
    }

    /// Own statements of the stream without a receipt.
    public func unreceipted(of stream: Stream, after position: Int64, limit: Int) throws -> [OutgoingStatement] {
        let waiting = own.lazy.map(\.outgoing).filter { outgoing in
            let statement = outgoing.signed.statement
            return outgoing.position > position && statement.stream == stream
                && !receipted.contains(ReceiptFrame.Place(stream: stream, ordinal: statement.ordinal))
        }
        return Array(waiting.prefix(limit))
    }

    /// The body of an own statement.
    public func body(of outgoing: OutgoingStatement) throws -> SaltedBody {
        guard let match = own.first(where: { $0.outgoing == outgoing }) else { throw Missing() }
        return match.body
    }
}
