import HotlineCrypto
@_spi(Store) public import HotlineProtocol

extension MemoryParty {
    /// Commits all that waits as one batch and tells the session.
    @discardableResult
    public mutating func commit(at time: UTCTime = Sample.time) throws -> DurableBatch? {
        guard hasUncommitted else { return nil }
        var ledger = ledger
        for submission in submissions {
            try ledger.issue(submission, agreement: Agreement.builtIn, key: identity.key, at: time)
        }
        for (arrival, body, _) in arrivals {
            _ = try ledger.take(arrival.verified, outcome: .delivered(.whole(body)))
        }
        ledger.take(records)
        for item in witnessing { ledger.take(item.record) }
        let durable = DurableBatch(committed: ledger.seal(at: time))
        let arrived = arrivals.filter { $0.session == sessionNumber }.map(\.arrival.verified.signed)
        let answered = witnessing.filter { $0.session == sessionNumber }.map(\.record)
        (submissions, arrivals, records, witnessing) = ([], [], [], [])
        self.ledger = ledger
        store(durable)
        announce(durable, arrived: arrived)
        for checkpoint in durable.checkpoints where answered.contains(.peers(checkpoint.witnessed)) {
            session?.stored(checkpoint)
        }
        return durable
    }

    private mutating func store(_ durable: DurableBatch) {
        leaves += durable.batch.entries
        hashes.append(durable.batch.hashes)
        head = durable.batch.head
        checkpoints += durable.batch.checkpoints
        for entry in durable.batch.entries {
            let statement = durable.statements.first { $0.leafIndex == entry.index }
            switch (entry.content, statement) {
            case (.own(_, .whole(let body)), let statement?):
                own.append(Own(durable: statement, body: body, receipt: nil, position: Int64(own.count + 1)))
            case (.peer(_, let outcome), let statement?):
                taken.append(Taken(durable: statement, outcome: outcome))
            default: break
            }
        }
        for record in durable.batch.receipts { store(record) }
    }

    private mutating func store(_ record: ReceiptRecord) {
        let index = own.firstIndex {
            let statement = $0.durable.signed.statement
            return statement.stream == record.stream && statement.ordinal == record.ordinal
        }
        if let index { own[index].receipt = record.receipt }
    }

    /// Receipts are owed for what arrived in this session, also where an earlier session had brought it before.
    private mutating func announce(_ durable: DurableBatch, arrived: [SignedStatement]) {
        let owed = arrived.compactMap { signed in taken.first { $0.durable.signed == signed }?.durable }
        session?.committed(owed)
        for statement in durable.statements where statement.isOwn {
            session?.wake(statement.signed.statement.stream)
        }
    }
}
