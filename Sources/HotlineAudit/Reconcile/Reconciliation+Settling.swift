internal import HotlineCrypto
internal import HotlineProtocol

extension Reconciliation {
    /// Both sides have it.
    mutating func settle(_ pair: Pair, from sender: LineSide) {
        let statement = pair.signed.statement
        result.both[sender.rawValue] += 1
        result.count(statement)
        if pair.before[0] != pair.before[1] {
            displaced.append(Displaced(statement: statement, before: pair.before))
        }
        let (sent, taken) = (pair.sightings[sender.rawValue], pair.sightings[sender.other.rawValue])
        if let receipted = sent.first(where: { $0.receipt != nil }), let receipt = receipted.receipt {
            result.receipts += 1
            compare(receipt, pair.signed, with: taken, from: sender)
        }
        if let first = sent.first, let arrived = taken.first {
            let told = sent.first { $0.receiptStoredAt != nil } ?? first
            result.clocks.take(statement, from: sender, sent: told, received: arrived)
        }
    }

    /// A receipt must name the place that the log of who signed it has, and that log's head.
    private mutating func compare(
        _ receipt: [UInt8], _ signed: SignedStatement, with taken: [Sighting], from sender: LineSide
    ) {
        let named = NamedPlace(receipt, leafHash: signed.leafHash)
        let isThere = taken.contains { sighting in
            sighting.origin.description == named?.origin && sighting.leaf == named?.leaf
                && sighting.head.size == named?.size && sighting.head.root == named?.root.bytes
        }
        if isThere { return }
        // Only what was signed contradicts somebody; so the signature is looked at before it is said.
        guard let proof = verified(receipt, signed, from: sender) else {
            return find(
                .forgedReceipt, sender, signed.statement,
                "what \(parties[sender.rawValue].name) shows as a receipt was not signed by the other side")
        }
        find(
            .otherPlace, sender.other, signed.statement, receivedAt: proof.head.head.issuedAt,
            "its receipt names entry \(proof.leafIndex) of \(proof.head.head.origin) at size \(proof.head.head.size), "
                + "which is not where that log has it")
    }

    func verified(_ receipt: [UInt8], _ signed: SignedStatement, from sender: LineSide) -> VerifiedReceipt? {
        let (author, signer) = (parties[sender.rawValue], parties[sender.other.rawValue])
        let read = try? Receipt(decoding: receipt)
        return try? read?.verify(leaves: [signed.leafHash], owner: signer, peer: author.name).first
    }

    /// One side alone has it; `rivals` are all that have its place.
    mutating func settleMissing(_ pair: Pair, among rivals: [Pair]) {
        let statement = pair.signed.statement
        guard let sender = sender(of: statement) else { return }
        result.alone[sender.rawValue] += 1
        if let other = rivals.first(where: { $0.signed.digest != pair.signed.digest }) {
            // Told once, at the statement that the sender's own log does not have.
            guard pair.sightings[sender.rawValue].isEmpty else { return }
            return find(
                .equivocation, sender, statement,
                "\(statement.sender) signed it and \(other.signed.statement.messageID) for one place of the stream")
        }
        if pair.sightings[sender.rawValue].isEmpty {
            missingAtSender(statement, sender)
        } else {
            missingAtRecipient(pair, sender)
        }
    }

    private mutating func missingAtSender(_ statement: Statement, _ sender: LineSide) {
        let (author, recipient) = (parties[sender.rawValue].name, parties[sender.other.rawValue].name)
        // It may stand where nothing is shown.
        find(
            shortened.contains(sender) ? .shortened : .signedMissing, sender, statement,
            "\(recipient) has it with the signature of \(author), and the log of \(author) does not have it")
    }

    private mutating func missingAtRecipient(_ pair: Pair, _ sender: LineSide) {
        let statement = pair.signed.statement
        let (author, recipient) = (parties[sender.rawValue].name, parties[sender.other.rawValue].name)
        guard let receipt = pair.sightings[sender.rawValue].lazy.compactMap(\.receipt).first else {
            return find(.onTheWay, sender.other, statement, "\(author) has no receipt: nothing shows that it arrived")
        }
        guard let head = verified(receipt, pair.signed, from: sender)?.head.head else {
            return find(
                .forgedReceipt, sender, statement, "what \(author) shows as a receipt was not signed by \(recipient)")
        }
        let shown = logs[sender.other.rawValue][head.origin]
        let isBeyond = shown.map { $0 < head.size } ?? true
        find(
            isBeyond ? .shortened : .receiptedMissing, sender.other, statement, receivedAt: head.issuedAt,
            isBeyond
                ? "\(recipient) signed a receipt at size \(head.size) of \(head.origin), and \(Self.shown(shown))"
                : "\(recipient) signed a receipt for it, and the log of \(recipient) does not have it")
    }

    private static func shown(_ size: UInt64?) -> String {
        size.map { "only \($0) entries of that log are shown" } ?? "that log is not shown"
    }

    /// What stands behind different statements at the two sides is out of order, unless one of those is missing at the other.
    mutating func findOrder() {
        let missing = Set(pairs.filter { $0.value.sightings.contains(where: \.isEmpty) }.keys)
        for one in displaced where !one.before.contains(where: { $0.map(missing.contains) ?? false }) {
            guard let sender = sender(of: one.statement) else { continue }
            find(
                .order, sender.other, one.statement,
                "the two logs have it behind different statements of the stream \(one.statement.stream)")
        }
    }
}
