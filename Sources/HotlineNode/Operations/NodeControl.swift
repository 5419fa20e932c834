internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

/// What the local API does: each operation of `NodeOperations` on the lines and the store.
struct NodeControl: NodeOperations {
    let registry: LineRegistry
    let listen: String
    let backups: BackupDesk
    let audits: AuditDesk
    private let startedAt: UTCTime

    init(registry: LineRegistry, listen: String, backups: BackupDesk, audits: AuditDesk = AuditDesk()) {
        self.registry = registry
        self.listen = listen
        self.backups = backups
        self.audits = audits
        startedAt = registry.context.clock.utc()
    }

    var context: LineContext { registry.context }
    var view: MessageView { MessageView(context: context) }

    func status() async throws(ControlError) -> NodeStatus {
        var lines: [LineStatus] = []
        for line in registry.pins.all {
            lines.append(try await guarded { try await line.status() })
        }
        let isShort = context.space.isShort
        return NodeStatus(
            name: context.local.name.text, keyLine: "\(context.local)", version: Node.version,
            startedAt: ControlTime.text(startedAt), epoch: "\(context.store.epoch)", listen: listen,
            granting: !isShort, grantingReason: isShort ? .noSpace : nil,
            audit: audits.status, lines: lines)
    }

    func identity() async throws(ControlError) -> NodeIdentity {
        NodeIdentity(
            keyLine: "\(context.local)", name: context.local.name.text, keyID: "\(context.local.key.keyID)")
    }

    func messages(_ query: HotlineControl.MessageQuery) async throws(ControlError) -> MessageList {
        let line = try query.peer.map { name throws(ControlError) in try find(peer: name) }
        let channel = try query.channel.map { text throws(ControlError) in try parse(channel: text) }
        let before = try query.before.map { text throws(ControlError) in try parse(cursor: text) }
        return try await guarded {
            let found = try context.store.messages(
                HotlineStore.MessageQuery(
                    line: line?.id, isOwn: query.box.map { $0 == .outbox }, channel: channel, beforeRowID: before,
                    limit: query.limit))
            let next = found.count == query.limit ? found.last.map { "\($0.rowID)" } : nil
            return MessageList(messages: try found.map { try view.message($0) }, next: next)
        }
    }

    func message(id: String) async throws(ControlError) -> Message {
        let stored = try find(message: id)
        var message = try await guarded { try view.message(stored, withText: true) }
        if message.direction == .sent, message.state == .queued {
            message.transferred = await registry.line(named: message.peer)?
                .transferred(stored.signed.statement.messageID)
        }
        return message
    }

    func body(id: String) async throws(ControlError) -> MessageBody {
        let stored = try find(message: id)
        guard let body = try await guarded({ try context.store.body(of: stored.rowID) }) else {
            if let erasure = try await guarded({ try context.store.erasure(of: stored.rowID) }) {
                let time = ControlTime.text(erasure.at)
                throw ControlError(.notAvailable, "the body of \(id) was erased at \(time)", messageID: id)
            }
            throw ControlError(.notAvailable, "the body of \(id) is not kept", messageID: id)
        }
        return MessageBody(mediaType: stored.signed.statement.body.mediaType, bytes: body.content)
    }

    func statement(id: String) async throws(ControlError) -> [UInt8] { try find(message: id).signed.bytes }

    func receipt(id: String) async throws(ControlError) -> [UInt8] {
        let stored = try find(message: id)
        guard let bytes = try await guarded({ try view.receiptBytes(of: stored) }) else {
            throw ControlError(
                .notAvailable, "no receipt has come for \(id) yet", remedy: "it comes when the line is connected",
                messageID: id)
        }
        return bytes
    }
}
