internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    func submit(_ request: SubmitRequest) async throws(ControlError) -> Answer<SubmitReply> {
        let line = try find(peer: request.peer)
        let submission = try submission(request)
        return try await store(submission, on: line)
    }

    func acknowledge(id: String, _ request: AcknowledgeRequest) async throws(ControlError) -> Answer<SubmitReply> {
        let message = try find(received: id)
        let line = try find(peer: message.peer.text)
        let sender = try await guarded { try context.store.peer(of: message.line) }
        guard line.peer == sender else {
            // The same name with another key is another party: it must not get an answer to what it never said.
            throw ControlError(
                .unknownPeer, "the peer that sent \(id) was removed", remedy: "its message can be read, not answered",
                messageID: request.messageID)
        }
        let statement = message.signed.statement
        guard let decision = Decision(rawValue: request.decision),
            let details = StatementDetails(decision: decision, officer: request.officer)
        else {
            throw ControlError(
                .invalidRequest, "a decision is accepted, pending or denied, and names its officer",
                messageID: request.messageID)
        }
        var submission = Submission(
            messageID: try parse(messageID: request.messageID), stream: statement.stream, kind: .acknowledgement,
            tlp: statement.tlp ?? .amber, body: try salted(Array((request.note ?? "").utf8)),
            mediaType: "text/plain; charset=utf-8")
        submission.inReplyTo = statement.messageID
        submission.details = details
        return try await store(submission, on: line)
    }

    private func find(received id: String) throws(ControlError) -> StoredMessage {
        let key = try parse(messageID: id)
        let stored: StoredMessage?
        do {
            stored = try context.store.message(key, isOwn: false)
        } catch {
            throw translate(error)
        }
        guard let stored, stored.outcome == .delivered else {
            throw ControlError(
                .unknownMessage, "no received message has the id \(id)", remedy: "see: hotline inbox", messageID: id)
        }
        return stored
    }

    private func store(_ submission: Submission, on line: LineService) async throws(ControlError) -> Answer<SubmitReply>
    {
        let id = "\(submission.messageID)"
        do {
            let outcome = try await submit(spooled(submission, on: line), on: line)
            if case .stored(let statement, let time) = outcome {
                let message = view.committed(statement, peer: line.peer.name, at: time)
                return Answer(SubmitReply(message: message, warnings: await line.warnings), isNew: true)
            }
            guard let stored = try context.store.message(submission.messageID, isOwn: true) else {
                throw ControlError(.internal, "the stored message is not found", messageID: id)
            }
            let reply = SubmitReply(message: try view.message(stored), warnings: await line.warnings)
            return Answer(reply, isNew: false)
        } catch {
            var failure = translate(error)
            failure.messageID = id
            throw failure
        }
    }

    /// Where the statement is not stored, its parts are let go.
    private func submit(_ submission: Submission, on line: LineService) async throws -> SubmitOutcome {
        do {
            return try await context.commits.submit(submission, on: line.id)
        } catch {
            if let spool = submission.spool {
                context.commits.enqueue(.discard(line.id, spool, submission.stream.precedence))
            }
            throw error
        }
    }

    /// A long content goes to the store in parts before its statement does, so that nothing urgent waits for it there. What
    /// was stored before under the same id is not stored again: the two are only compared.
    private func spooled(_ submission: Submission, on line: LineService) async throws -> Submission {
        let (content, id) = (submission.body.content, submission.messageID)
        guard content.count > Limits.partBytes, try context.store.message(id, isOwn: true) == nil else {
            return submission
        }
        var submission = submission
        let (spool, precedence) = (context.spools.next(), submission.stream.precedence)
        do {
            for index in 0..<BodyPart.count(ofSize: content.count) {
                let part = SpooledPart(
                    spool: spool, part: submission.body.part(index), precedence: precedence, session: nil)
                try await context.commits.keep(part, on: line.id)
            }
        } catch {
            context.commits.enqueue(.discard(line.id, spool, precedence))
            throw error
        }
        submission.spool = spool
        return submission
    }

    private func submission(_ request: SubmitRequest) throws(ControlError) -> Submission {
        let content = try request.content()
        let kind = try kind(request)
        let mediaType = request.mediaType ?? "text/plain; charset=utf-8"
        do {
            try kind.check(body: content, mediaType: mediaType)
        } catch {
            throw ControlError(.malformedBody, "\(error)", messageID: request.messageID)
        }
        guard let precedence = Precedence(name: request.precedence), let tlp = TLPLabel(name: request.tlp),
            let name = KindName(request.kind)
        else {
            throw ControlError(.invalidRequest, "the precedence or TLP label is none", messageID: request.messageID)
        }
        var submission = Submission(
            messageID: try parse(messageID: request.messageID),
            stream: Stream(channel: try parse(channel: request.channel), precedence: precedence), kind: name, tlp: tlp,
            body: try salted(content), mediaType: mediaType)
        submission.language = request.language
        submission.inReplyTo = try request.inReplyTo.map { text throws(ControlError) in try parse(messageID: text) }
        submission.acknowledgeBy = try acknowledgeBy(request)
        return submission
    }

    private func kind(_ request: SubmitRequest) throws(ControlError) -> any MessageKind {
        guard let kind = context.policy.kinds[request.kind], type(of: kind).isSubmitted else {
            let known = context.policy.kinds.rows.filter { type(of: $0).isSubmitted }.map { type(of: $0).name }
            throw ControlError(
                .unknownKind, "there is no kind '\(request.kind)' to be submitted",
                remedy: "kinds: \(known.joined(separator: ", "))", messageID: request.messageID)
        }
        return kind
    }

    private func acknowledgeBy(_ request: SubmitRequest) throws(ControlError) -> UInt32? {
        guard let seconds = request.acknowledgeBySeconds else { return nil }
        guard (1...Int(Limits.acknowledgeBySeconds)).contains(seconds) else {
            throw ControlError(
                .invalidRequest, "the time to acknowledge is 1 to \(Limits.acknowledgeBySeconds) seconds",
                messageID: request.messageID)
        }
        return UInt32(seconds)
    }

    private func salted(_ content: [UInt8]) throws(ControlError) -> SaltedBody {
        do {
            if let body = SaltedBody(salt: try secureRandomBytes(Limits.saltBytes), content: content) { return body }
        } catch {
            throw translate(error)
        }
        throw ControlError(.bodyTooLarge, "the content is larger than \(Limits.bodyBytes) bytes")
    }
}

extension TLPLabel {
    private static let prefix = "TLP:"

    /// The label as the API and the command line write it: `amber`, `amber+strict`.
    init?(name: String) {
        guard name == name.lowercased() else { return nil }
        self.init(rawValue: Self.prefix + name.uppercased())
    }

    /// `amber` for TLP:AMBER.
    var name: String { rawValue.dropFirst(Self.prefix.count).lowercased() }
}
