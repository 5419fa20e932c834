internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    func events(since: String?) async throws(ControlError) -> AsyncStream<NodeEvent> {
        let changes = context.events.subscribe()
        let earlier = try since.map { text throws(ControlError) in try earlierEvents(since: text) } ?? []
        let view = view
        return AsyncStream { listener in
            let task = Task {
                for event in earlier { listener.yield(event) }
                for await change in changes { listener.yield(Self.event(change, view)) }
                listener.finish()
            }
            listener.onTermination = { _ in task.cancel() }
        }
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

    private static func event(_ change: NodeChange, _ view: MessageView) -> NodeEvent {
        NodeEvent(
            event: change.event, at: ControlTime.text(change.at), peer: change.peer,
            message: change.message.flatMap { try? view.fresh($0, receipt: change.receipt) }, reason: change.reason)
    }

    /// What the store still shows of the time since: messages stored and received.
    private func earlierEvents(since text: String) throws(ControlError) -> [NodeEvent] {
        guard let since = ControlTime.milliseconds(text) else {
            throw ControlError(.invalidRequest, "'since' is no RFC 3339 time in UTC")
        }
        do {
            let recent = try context.store.messages(
                HotlineStore.MessageQuery(
                    line: nil, isOwn: nil, channel: nil, beforeRowID: nil, limit: ControlLimits.pageLimit))
            return try recent.reversed().filter { $0.storedAt.milliseconds >= since }.map { stored in
                NodeEvent(
                    event: stored.isOwn ? .messageStored : .messageReceived, at: ControlTime.text(stored.storedAt),
                    peer: stored.peer.text, message: try view.message(stored), reason: nil)
            }
        } catch {
            throw translate(error)
        }
    }
}
