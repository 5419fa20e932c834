internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension NodeControl {
    /// How long an answer waits for a reader that keeps the bytes in the write-ahead log.
    private static let patience: Duration = .seconds(ControlLimits.erasingSeconds)
    private static let look: Duration = .milliseconds(50)

    func erase(id: String, _ request: EraseRequest) async throws(ControlError) -> Answer<Message> {
        let stored = try find(message: id)
        try await requireNotInTransfer(stored)
        let order = ErasureOrder(
            rows: [stored.rowID], reason: .request(officer: request.officer, note: request.note),
            bytes: stored.signed.statement.body.size)
        return try await guarded {
            let outcome = try await context.commits.erase(order, on: stored.line)
            if let obstacle = outcome.obstacles[stored.rowID], let error = Self.error(obstacle, id) { throw error }
            try await waitForEnd(of: stored.rowID)
            return Answer(try view.message(stored), isNew: !outcome.erased.isEmpty)
        }
    }

    private func requireNotInTransfer(_ stored: StoredMessage) async throws(ControlError) {
        let id = stored.signed.statement.messageID
        guard await !registry.sending([stored.rowID]).isEmpty else { return }
        throw ControlError(
            .inTransfer, "the content of \(id) is being sent", remedy: "erase it when it has its receipt",
            messageID: "\(id)")
    }

    private func waitForEnd(of row: Int64) async throws {
        let end = context.clock.now() + Self.patience
        while try context.store.erasure(of: row)?.isFinished == false, context.clock.now() < end {
            try await context.clock.sleep(until: context.clock.now() + Self.look)
        }
    }

    private static func error(_ obstacle: ErasureObstacle, _ id: String) -> ControlError? {
        switch obstacle {
        case .erased: nil
        case .noBody: ControlError(.notAvailable, "no content is kept of \(id)", messageID: id)
        case .unreceipted:
            ControlError(
                .notReceipted, "\(id) has no receipt yet: its content may still have to be sent",
                remedy: "erase it when it has its receipt", messageID: id)
        case .awaited(let time):
            ControlError(
                .awaitsAcknowledgement, "an acknowledgement of \(id) is awaited until \(ControlTime.text(time))",
                remedy: "erase it when it is acknowledged, or after that time", messageID: id)
        }
    }
}
