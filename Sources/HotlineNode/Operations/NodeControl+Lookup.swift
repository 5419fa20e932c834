internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

extension NodeControl {
    /// Errors of the layers below as the API names them. What nobody foresaw is logged and shown as internal.
    func guarded<Value: Sendable>(_ work: () async throws -> Value) async throws(ControlError) -> Value {
        do {
            return try await work()
        } catch {
            throw translate(error)
        }
    }

    func translate(_ error: any Error) -> ControlError {
        ProcessEnd.ifFailed(error, context.logger)
        switch error {
        case let error as ControlError: return error
        case SubmitFailure.conflict:
            return ControlError(
                .messageIDConflict, "this message id was used before with other content",
                remedy: "send with a new id, or look with: hotline show ID")
        case SubmitFailure.storeFull, StoreError.full:
            return ControlError(
                .storeFull, "the disk is full; nothing was stored", remedy: "free space, then try again with this id")
        case SubmitFailure.closed:
            return ControlError(
                .shuttingDown, "the node is stopping; nothing was stored", remedy: "try again with this id")
        case SubmitFailure.erased:
            return ControlError(
                .messageIDConflict, "this message id was used before, and its content was erased",
                remedy: "it was stored: look with hotline show ID; another message needs a new id")
        case SubmitFailure.busy:
            return ControlError(.storeFull, "too many messages wait for the disk", remedy: "try again with this id")
        case SubmitFailure.notStored(let reason): return ControlError(.internal, "nothing was stored: \(reason)")
        case SubmitFailure.refused(let reason): return ControlError(.invalidRequest, reason.description)
        case StoreError.peerKeyConflict:
            return ControlError(
                .peerKeyConflict, "another key is pinned under that name",
                remedy:
                    "compare the key line with the peer over another medium; remove the old peer first if it is right")
        case StoreError.damaged, StoreError.notADatabase:
            context.logger.error("the database is damaged", metadata: ["reason": "\(error)"])
            return .damaged("\(error)")
        default:
            context.logger.error("request failed", metadata: ["reason": "\(error)"])
            return ControlError(.internal, "\(error)")
        }
    }

    func find(peer name: String) throws(ControlError) -> LineService {
        guard let line = registry.line(named: name) else {
            throw ControlError(.unknownPeer, "no peer is called \(name)", remedy: "see: hotline peer list")
        }
        return line
    }

    /// A message by its id; one of this node's own before a peer's.
    func find(message id: String) throws(ControlError) -> StoredMessage {
        let key = try parse(messageID: id)
        let stored: StoredMessage?
        do {
            stored = try context.store.message(key, isOwn: true) ?? context.store.message(key, isOwn: false)
        } catch {
            throw translate(error)
        }
        guard let stored else {
            throw ControlError(
                .unknownMessage, "no message has the id \(id)", remedy: "see: hotline inbox, hotline outbox",
                messageID: id)
        }
        return stored
    }

    func parse(messageID text: String) throws(ControlError) -> MessageID {
        guard let id = MessageID(text: text) else {
            throw ControlError(.invalidRequest, "'\(text)' is no message id: a UUID of version 7 in lower case")
        }
        return id
    }

    func parse(channel text: String) throws(ControlError) -> ChannelName {
        guard let channel = ChannelName(text), context.policy.agreement.allows(channel) else {
            let known = context.policy.agreement.channels.map(\.text).joined(separator: ", ")
            throw ControlError(.unknownChannel, "there is no channel '\(text)'", remedy: "channels: \(known)")
        }
        return channel
    }

    func parse(cursor text: String) throws(ControlError) -> Int64 {
        guard let row = Int64(text), row > 0 else {
            throw ControlError(.invalidRequest, "'before' is not a cursor that this node gave")
        }
        return row
    }
}

extension ControlError {
    /// What is stored cannot be relied on. Nobody mends that by asking again, and repair by hand would destroy evidence.
    static func damaged(_ what: String) -> ControlError {
        ControlError(
            .storeDamaged, what, remedy: "keep a copy of the home, call the other side, and run: hotline audit verify")
    }
}
