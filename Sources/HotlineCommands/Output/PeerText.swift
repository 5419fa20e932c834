import HotlineControl

/// Peers as `peer add`, `list` and `verify` show them.
enum PeerText {
    /// What stands in the place of a list without peers.
    static let none = "no peers; add one with: hotline peer add KEYLINE --route HOST:PORT"

    /// One peer.
    static func fields(_ peer: Peer, _ style: Style) -> String {
        var list = FieldList()
        list.add("peer", peer.name, .strong)
        list.add("key line", peer.keyLine)
        list.add("routes", peer.routes.isEmpty ? "none: only the peer dials" : peer.routes.joined(separator: ", "))
        list.add("log", peer.log)
        list.add("safety number", peer.safetyNumber)
        list.add("identity", verification(of: peer), peer.verifiedAt == nil ? .waiting : .good)
        return list.text(style)
    }

    /// All peers.
    static func table(_ peers: [Peer], _ style: Style) -> String {
        if peers.isEmpty { return style.isTable ? none : "" }
        return Table(
            header: ["PEER", "IDENTITY", "ROUTES", "KEY LINE"],
            rows: peers.map { peer in
                [
                    Table.Cell(peer.name, .strong),
                    Table.Cell(verification(of: peer), peer.verifiedAt == nil ? .waiting : .good),
                    Table.Cell(peer.routes.joined(separator: ",")), Table.Cell(peer.keyLine),
                ]
            }
        ).text(style)
    }

    /// Whether and when the safety number was compared.
    static func verification(of peer: Peer) -> String {
        peer.verifiedAt.map { "verified \(Moment.text($0))" } ?? "not verified"
    }

    /// The safety number in three rows of four groups, as it is read out.
    static func number(_ number: String) -> String {
        let groups = number.split(separator: " ").map(String.init)
        return stride(from: 0, to: groups.count, by: 4).map { start in
            TerminalText.contentPrefix
                + TerminalText.escape(groups[start..<min(start + 4, groups.count)].joined(separator: " "))
        }.joined(separator: "\n")
    }
}
