/// What must hold once the faults are over and time enough has passed.
extension Checker {
    /// Whether everything that was promised has come, and the senders know it.
    var isSettled: Bool {
        model.all.allSatisfy { !$0.isPromised || hasArrived($0) }
    }

    /// Whether it was answered, is delivered, and its sender has the receipt.
    func isThrough(_ sent: Model.Sent) -> Bool { sent.isPromised && hasArrived(sent) }

    private func hasArrived(_ sent: Model.Sent) -> Bool {
        guard let sender = view(of: sent.sender) else { return false }
        let own = sender.seen.filter { $0.isOwn && $0.message == sent.id && $0.outcome == 0 }
        return !own.isEmpty && own.contains { sender.isReceipted($0) } && deliveries(of: sent).count == 1
    }

    func deliveries(of sent: Model.Sent) -> [NodeView.Row] {
        views.filter { $0.node.name != sent.sender }.flatMap(\.delivered).filter { $0.message == sent.id }
    }

    /// - Parameter restored: the node that got an older copy, if one did.
    func finish(restored: String?) {
        check {
            for sent in model.all { try checkArrival(sent) }
            for view in views {
                try checkOrder(at: view)
                let troubles = try view.troubles()
                guard troubles.stopped.isEmpty else {
                    throw Violation("\(view.node.name)'s line is stopped: \(troubles.stopped)")
                }
                for reason in troubles.evidence where !isDeserved(reason, at: view.node.name, restored: restored) {
                    throw Violation("\(view.node.name) accuses an honest peer: \(reason)")
                }
            }
        }
    }

    /// Evidence that an older copy gives: the node that got it says so of itself, its peer that a history does not go on. Two
    /// statements at one place are nobody's, because an epoch is never used twice.
    private func isDeserved(_ reason: String, at name: String, restored: String?) -> Bool {
        guard let restored else { return false }
        return name == restored
            ? reason.hasPrefix("this node's database") : !reason.hasPrefix("the peer signed two statements")
    }

    private func checkArrival(_ sent: Model.Sent) throws {
        let rows = deliveries(of: sent)
        guard rows.count <= 1 else { throw Violation("\(sent.text) was delivered \(rows.count) times") }
        guard sent.isPromised else { return }
        guard let row = rows.first else { throw Violation("\(sent.text) was acknowledged and is not delivered") }
        guard let sender = view(of: sent.sender) else { return }
        let own = sender.seen.filter { $0.isOwn && $0.message == sent.id }
        guard own.contains(where: { $0.digest == row.digest }) else {
            throw Violation("\(sent.text): the two sides hold different statements")
        }
        guard own.contains(where: { sender.isReceipted($0) }) else {
            throw Violation("\(sent.text) was delivered and its sender has no receipt")
        }
    }

    /// Of one stream, what was answered before something else was asked for is delivered before it.
    private func checkOrder(at view: NodeView) throws {
        var last: [String: Model.Sent] = [:]
        for row in view.delivered {
            guard let sent = model[row.message], sent.isPromised else { continue }
            // Of those delivered before, the one that was asked for last began before this one was answered.
            if let before = last[row.stream], let answered = sent.answered, before.began > answered {
                throw Violation("\(sent.text) is delivered after \(before.text), which was asked for later")
            }
            if last[row.stream].map({ $0.began < sent.began }) ?? true { last[row.stream] = sent }
        }
    }
}
