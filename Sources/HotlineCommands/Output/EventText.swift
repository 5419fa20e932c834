import HotlineControl

/// What happens at the node as `watch` shows it: one line an event.
enum EventText {
    /// The event in one line.
    static func line(_ event: NodeEvent, _ style: Style) -> String {
        let cells = [
            Table.Cell(Moment.text(event.at), .quiet), Table.Cell(event.event.rawValue, meaning(of: event.event)),
            Table.Cell(event.peer, .strong), Table.Cell(what(event)),
        ]
        guard style.isTable else { return cells.map(\.text).joined(separator: "\t") }
        return cells.map { style.paint($0.text, $0.meaning) }.joined(separator: "  ")
    }

    private static func what(_ event: NodeEvent) -> String {
        var parts: [String] = []
        if let message = event.message {
            parts.append("\(message.channel)/\(message.precedence) \(message.kind) \(message.id)")
            if let answer = message.acknowledgements.last { parts.append("\(answer.decision) by \(answer.officer)") }
            if let refusal = message.refusal { parts.append(refusal.code) }
        }
        if let reason = event.reason { parts.append(reason) }
        return parts.isEmpty ? "-" : parts.joined(separator: ", ")
    }

    private static func meaning(of name: NodeEvent.Name) -> Style.Meaning? {
        switch name {
        case .messageReceipted, .messageAcknowledged, .lineConnected: .good
        case .messageReceived, .lineDisconnected: .waiting
        case .messageRefused, .messageOverdue, .lineStopped, .auditBroken, .auditUnchecked: .bad
        case .messageStored, .peerChanged: nil
        }
    }
}
