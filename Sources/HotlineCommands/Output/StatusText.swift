import HotlineControl

/// The node and its lines as `status` shows them.
enum StatusText {
    /// The node, then one line of the table for each line.
    static func text(_ status: NodeStatus, _ style: Style) -> String {
        var list = FieldList()
        list.add("node", status.name, .strong)
        list.add("key line", status.keyLine)
        list.add("running", "hotlined \(status.version) since \(Moment.text(status.startedAt))")
        list.add("listening", status.listen)
        if !status.granting { list.add("receiving", waits(status.grantingReason), .bad) }
        if let audit = status.audit { list.add("audit", words(audit), meaning(of: audit.verdict)) }
        var parts = [list.text(style), ""]
        parts.append(status.lines.isEmpty ? PeerText.none : lines(status, style))
        parts += status.lines.compactMap { trouble(of: $0, style) }
        return parts.joined(separator: "\n")
    }

    private static func words(_ audit: AuditStatus) -> String {
        let time = Moment.text(audit.finishedAt)
        return switch audit.verdict {
        case .whole: "whole: \(audit.entries) entries verified, \(time)"
        case .broken: "BROKEN, \(time): \(audit.reason ?? "") (\(audit.meaning ?? ""))"
        case .unchecked: "could not check, \(time): \(audit.reason ?? "")"
        }
    }

    private static func meaning(of verdict: AuditStatus.Verdict) -> Style.Meaning {
        switch verdict {
        case .whole: .good
        case .broken: .bad
        case .unchecked: .waiting
        }
    }

    private static func waits(_ reason: GrantingReason?) -> String {
        switch reason {
        case .noSpace: "nothing: too little space is free on the home's disk, peers' messages wait"
        case nil: "nothing: peers' messages wait"
        }
    }

    private static func lines(_ status: NodeStatus, _ style: Style) -> String {
        Table(
            header: ["PEER", "STATE", "IDENTITY", "ROUTE", "QUEUED", "OVERDUE", "LOG", "PEER LOG", "CLOCK"],
            rows: status.lines.map(row)
        ).text(style)
    }

    private static func row(_ line: LineStatus) -> [Table.Cell] {
        [
            Table.Cell(line.peer, .strong), Table.Cell(line.state.rawValue, meaning(of: line.state)),
            line.verified ? Table.Cell("verified", .good) : Table.Cell("not verified", .waiting),
            Table.Cell(line.route ?? "-"), Table.Cell("\(line.queued)", line.queued > 0 ? .waiting : nil),
            Table.Cell("\(line.overdue)", line.overdue > 0 ? .bad : nil), Table.Cell("\(line.log.size)"),
            Table.Cell(line.peerLog.map { "\($0.size)" } ?? "-"), Table.Cell(clock(line.clockSkewSeconds)),
        ]
    }

    private static func clock(_ skew: Int?) -> String {
        guard let skew else { return "-" }
        return (skew > 0 ? "+" : "") + "\(skew)s"
    }

    /// Why a line is stopped or what went wrong last, a line of its own below the table.
    private static func trouble(of line: LineStatus, _ style: Style) -> String? {
        guard let reason = line.stoppedReason ?? (line.state == .connected ? nil : line.lastError) else { return nil }
        let evidence = line.state == .stopped ? " (see: hotline audit evidence \(line.peer))" : ""
        let text = TerminalText.escape("\(line.peer): \(line.state.rawValue): \(reason)\(evidence)")
        let lines = [style.paint(text, line.state == .stopped ? .bad : .waiting), last(line, style), remedy(line)]
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    /// What came of trying to recover.
    private static func last(_ line: LineStatus, _ style: Style) -> String? {
        guard line.stoppedReason != nil, let error = line.lastError, error != line.stoppedReason else { return nil }
        return style.paint(TerminalText.escape("\(line.peer): last: \(error)"), .waiting)
    }

    /// What to do about a line that is stopped.
    private static func remedy(_ line: LineStatus) -> String? {
        guard line.state == .stopped else { return nil }
        let peer = TerminalText.escape(line.peer)
        switch line.stoppedCause {
        case .thisNodeRolledBack: return "  to take back what this database lost: hotline line recover \(peer)"
        case .peerRolledBack: return "  \(peer) recovers on its side; this line then goes on by itself"
        case .fork: return "  ask the operators of \(peer) over another medium; see Docs/Operating.md, Alarms"
        case nil: return nil
        }
    }

    private static func meaning(of state: LineStatus.State) -> Style.Meaning {
        switch state {
        case .connected: .good
        case .connecting, .disconnected, .recovering: .waiting
        case .stopped: .bad
        }
    }
}
