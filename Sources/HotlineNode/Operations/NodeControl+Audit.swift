internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    func proof(id: String, withBody: Bool) async throws(ControlError) -> [UInt8] {
        let stored = try find(message: id)
        return try await guarded { try ProofMaker(context: context).proof(of: stored, withBody: withBody) }
    }

    func readLog(_ query: LogReadingQuery) async throws(ControlError) -> LogReading {
        let line = try find(peer: query.peer)
        var filter = try filter(of: query)
        let view = view
        return try await guarded {
            if let thread = query.thread.flatMap({ MessageID(text: $0) }) {
                filter.ids = try context.store.thread(of: thread, line: line.id)
            }
            let page = try context.store.logged(filter, line: line.id)
            let messages = page.messages.filter { Self.isDecision($0, of: query.officer) }
            return LogReading(
                log: "\(line.opening.origin)", size: page.size, messages: try messages.map { try view.message($0) },
                next: page.next)
        }
    }

    private func filter(of query: LogReadingQuery) throws(ControlError) -> LogFilter {
        let start: LogFilter.Start = query.before.map { LogFilter.Start.before($0) } ?? .from(query.from ?? 0)
        var filter = LogFilter(start: start, limit: query.limit)
        if let text = query.channel {
            guard let channel = ChannelName(text) else { throw Self.noName(text, "channel") }
            filter.channel = channel
        }
        if let text = query.kind {
            guard let kind = KindName(text) else { throw Self.noName(text, "kind") }
            filter.kind = kind
        }
        if let text = query.precedence {
            guard let precedence = Precedence(name: text) else { throw Self.noName(text, "precedence") }
            filter.precedence = precedence
        }
        if query.officer != nil, filter.kind == nil { filter.kind = .acknowledgement }
        filter.since = query.since.flatMap { ControlTime.milliseconds($0) }.map { UTCTime(milliseconds: $0) }
        filter.until = query.until.flatMap { ControlTime.milliseconds($0) }.map { UTCTime(milliseconds: $0) }
        return filter
    }

    /// An officer's name stands in the statement alone, so this is asked of each; names are compared as bytes.
    private static func isDecision(_ stored: StoredMessage, of officer: String?) -> Bool {
        guard let officer else { return true }
        return stored.signed.statement.details.officer.map { $0.utf8.elementsEqual(officer.utf8) } ?? false
    }

    private static func noName(_ text: String, _ what: String) -> ControlError {
        ControlError(.invalidRequest, "'\(text)' is no \(what)")
    }
}
