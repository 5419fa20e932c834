import GRDB
public import HotlineProtocol

extension SQLiteStore {
    /// The statements of a log that a filter takes, in order of their leaves or against it; at most `StoreLimits.pageRows`, out
    /// of at most `StoreLimits.scannedLeaves` leaves, so that a filter that takes nothing costs no more than one that takes all.
    public func logged(_ filter: LogFilter, line: LineID) throws(StoreError) -> LoggedPage {
        try snapshot { database in
            let size = try Self.head(of: line, database).size
            let span = filter.span(ofSize: size)
            let found = try MessageRows(database: database).all(filter.condition, filter.arguments(line, span))
            return LoggedPage(messages: found, next: filter.next(after: found, span: span, size: size), size: size)
        }
    }

    /// The ids of a thread: the message with this id, what answers it, what that answers, and so on in both directions, within
    /// one line; at most `StoreLimits.threadMessages`.
    public func thread(of id: MessageID, line: LineID) throws(StoreError) -> [MessageID] {
        try snapshot { database in
            var known: Set<[UInt8]> = [id.bytes]
            var open = [id.bytes]
            while let next = open.popLast(), known.count < StoreLimits.threadMessages {
                for other in try Self.neighbours(of: next, line, database) where known.insert(other).inserted {
                    open.append(other)
                }
            }
            return known.compactMap { MessageID($0) }
        }
    }

    private static func neighbours(of id: [UInt8], _ line: LineID, _ database: Database) throws -> [[UInt8]] {
        let answers = try database.all(
            "SELECT message_id FROM statement WHERE in_reply_to = ?1 AND line = ?2 LIMIT \(StoreLimits.threadMessages)",
            [id.blob, line.rawValue]
        ) { try $0.bytes() }
        let answered = try database.all(
            """
            SELECT in_reply_to FROM statement WHERE message_id = ?1 AND is_own = 1 AND +line = ?2 AND in_reply_to IS NOT NULL
            UNION
            SELECT in_reply_to FROM statement WHERE message_id = ?1 AND is_own = 0 AND +line = ?2 AND in_reply_to IS NOT NULL
            """, [id.blob, line.rawValue]
        ) { try $0.bytes() }
        return answers + answered
    }

    /// The checkpoint of this node's log under which a leaf lies: of those that the peer cosigned the earliest, else of all the
    /// earliest; nil where none was made since.
    public func checkpoint(of line: LineID, covering leaf: UInt64) throws(StoreError) -> CoveringCheckpoint? {
        try read { database in
            for condition in ["AND checkpoint.cosigned_at IS NOT NULL", ""] {
                let found = try database.first(
                    """
                    SELECT checkpoint.size, checkpoint.note FROM checkpoint
                    JOIN line ON line.id = checkpoint.line AND line.origin = checkpoint.origin
                    WHERE checkpoint.line = ? AND checkpoint.size > ? \(condition) ORDER BY checkpoint.size LIMIT 1
                    """, [line.rawValue, leaf.stored]
                ) { CoveringCheckpoint(size: try $0.unsigned(), note: try $0.bytes()) }
                if let found { return found }
            }
            return nil
        }
    }
}

extension LogFilter {
    /// The leaves that one page looks at.
    func span(ofSize size: UInt64) -> Range<UInt64> {
        switch start {
        case .from(let index):
            let first = min(index, size)
            return first..<min(first + StoreLimits.scannedLeaves, size)
        case .before(let index):
            let end = min(index, size)
            return (end - min(end, StoreLimits.scannedLeaves))..<end
        }
    }

    /// Where the next page begins; nil where there is none.
    func next(after found: [StoredMessage], span: Range<UInt64>, size: UInt64) -> UInt64? {
        let isFull = found.count == SQLiteStore.rows(limit)
        switch start {
        case .from:
            let end = isFull ? found.last.map { $0.leafIndex + 1 } ?? span.upperBound : span.upperBound
            return end < size ? end : nil
        case .before:
            let end = isFull ? found.last?.leafIndex ?? span.lowerBound : span.lowerBound
            return end > 0 ? end : nil
        }
    }

    /// What SQL is asked; only the members that are given stand in it.
    var condition: String {
        var terms = ["statement.line = :line", "statement.leaf_index >= :first", "statement.leaf_index < :end"]
        if channel != nil { terms.append("statement.channel = :channel") }
        if kind != nil { terms.append("statement.kind = :kind") }
        if precedence != nil { terms.append("statement.precedence = :precedence") }
        if since != nil { terms.append("statement.stored_at >= :since") }
        if until != nil { terms.append("statement.stored_at < :until") }
        if let ids {
            let list = ids.map { "x'\($0.bytes.hexadecimal)'" }.joined(separator: ",")
            terms.append("statement.message_id IN (\(list))")
        }
        let order = if case .before = start { " DESC" } else { "" }
        return "WHERE \(terms.joined(separator: " AND ")) ORDER BY statement.leaf_index\(order) LIMIT :limit"
    }

    func arguments(_ line: LineID, _ span: Range<UInt64>) -> StatementArguments {
        var values: [String: any DatabaseValueConvertible] = [
            "line": line.rawValue, "first": span.lowerBound.stored, "end": span.upperBound.stored,
            "limit": SQLiteStore.rows(limit),
        ]
        values["channel"] = channel?.text
        values["kind"] = kind?.text
        values["precedence"] = precedence.map { Int64($0.rawValue) }
        values["since"] = since?.stored
        values["until"] = until?.stored
        return StatementArguments(values)
    }
}

extension [UInt8] {
    /// Two digits a byte, as SQL writes a BLOB.
    fileprivate var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
