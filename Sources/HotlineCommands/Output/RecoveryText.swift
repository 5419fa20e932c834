import HotlineControl

/// How a recovery ended, as `line recover` shows it.
enum RecoveryText {
    static func text(_ line: LineStatus, _ style: Style) -> String {
        var list = FieldList()
        list.add("line", line.peer, .strong)
        list.add("state", line.state.rawValue)
        if let recovery = line.recovery {
            list.add("new log", line.log.origin)
            list.add("follows", "\(recovery.predecessor.origin), up to entry \(recovery.predecessor.size)")
            list.add("given back", "\(recovery.restored) statements of this node, each verified with its key")
            list.add("issued again", "\(recovery.issuedAgain) queued messages, under their ids")
        } else if let reason = line.stoppedReason {
            list.add("stopped", reason)
            list.add("agreed", "a new log of the peer is accepted if it names the head that is held here")
        }
        return list.text(style)
    }
}
