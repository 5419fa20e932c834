internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    func events(_ query: EventQuery) async throws(ControlError) -> AsyncStream<NodeEvent> {
        let changes = context.events.subscribe(endsWhenBehind: true) { query.wants($0.event) }
        let earlier = try query.since.map { text throws(ControlError) in try earlierEvents(since: text, query) } ?? []
        let pending = PendingEvents(earlier: earlier, changes: changes)
        let view = view
        // Rendered as it is read: what nobody reads costs nothing, and what waits is bounded by the hub.
        return AsyncStream { await pending.next { Self.event($0, view, query) } }
    }

    func wait(
        id: String, until condition: WaitCondition, timeoutSeconds: Int
    ) async throws(ControlError) -> Message {
        let key = try find(message: id).signed.statement.messageID
        let changes = context.events.subscribe { change in
            switch condition {
            case .receipt: change.message?.id == key || change.message == nil
            case .acknowledgement: change.event != .messageStored && change.event != .messageReceipted
            }
        }
        let view = view
        return try await guarded {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    if try Self.holds(condition, try await message(id: id)) { return }
                    for await change in changes where change.event != .lineConnected {
                        if try Self.holds(condition, try await message(id: id)) { return }
                    }
                }
                group.addTask { try await Task.sleep(for: .seconds(timeoutSeconds)) }
                try await group.next()
                group.cancelAll()
            }
            guard let stored = try context.store.message(key, isOwn: true) ?? context.store.message(key, isOwn: false)
            else {
                throw StoreError.notFound("message \(id)")
            }
            return try view.message(stored)
        }
    }

    private static func holds(_ condition: WaitCondition, _ message: Message) throws -> Bool {
        switch condition {
        case .receipt: message.receipt != nil
        case .acknowledgement: !message.acknowledgements.isEmpty || message.refusal != nil
        }
    }

    private static func event(_ change: NodeChange, _ view: MessageView, _ query: EventQuery) -> NodeEvent {
        let message = query.isBrief ? nil : change.message.flatMap { try? view.fresh($0, receipt: change.receipt) }
        return NodeEvent(
            event: change.event, at: ControlTime.text(change.at), peer: change.peer,
            messageID: change.message.map { "\($0.id)" }, message: message, reason: change.reason)
    }

    /// What the store still shows of the time since: messages stored and received, and lines that were stopped.
    private func earlierEvents(since text: String, _ query: EventQuery) throws(ControlError) -> [NodeEvent] {
        guard let since = ControlTime.milliseconds(text) else {
            throw ControlError(.invalidRequest, "'since' is no RFC 3339 time in UTC")
        }
        do {
            let recent = try context.store.messages(
                HotlineStore.MessageQuery(
                    line: nil, isOwn: nil, channel: nil, beforeRowID: nil, limit: ControlLimits.pageLimit))
            let messages = try recent.reversed().filter { $0.storedAt.milliseconds >= since }.map { stored in
                NodeEvent(
                    event: stored.isOwn ? .messageStored : .messageReceived, at: ControlTime.text(stored.storedAt),
                    peer: stored.peer.text, messageID: "\(stored.signed.statement.messageID)",
                    message: query.isBrief ? nil : try view.message(stored), reason: nil)
            }
            // Times are of one form and length, so their order as texts is that in time.
            return (messages + (try stops(since: since))).filter { query.wants($0.event) }.sorted { $0.at < $1.at }
        } catch {
            throw translate(error)
        }
    }

    /// An alarm that nobody listened to is told to whoever comes later.
    private func stops(since: UInt64) throws -> [NodeEvent] {
        try context.store.lines().compactMap { line in
            guard let stopped = line.stopped, stopped.at.milliseconds >= since else { return nil }
            return NodeEvent(
                event: .lineStopped, at: ControlTime.text(stopped.at), peer: line.peer.name.text,
                reason: stopped.reason)
        }
    }
}

/// The events of one stream: first those of before, then the changes as they come.
private actor PendingEvents {
    private var earlier: ArraySlice<NodeEvent>
    private let changes: AsyncStream<NodeChange>.Iterator

    init(earlier: [NodeEvent], changes: AsyncStream<NodeChange>) {
        self.earlier = earlier[...]
        self.changes = changes.makeAsyncIterator()
    }

    func next(_ render: @Sendable (NodeChange) -> NodeEvent) async -> NodeEvent? {
        if let event = earlier.popFirst() { return event }
        // The iterator is a reference to the stream: a copy goes on where the last one stopped.
        var changes = changes
        return await changes.next(isolation: #isolation).map(render)
    }
}
