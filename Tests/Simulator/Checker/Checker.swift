import CSimulator
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import NIOCore

/// Holds what it sees of clients, databases and wire against what must always be so. Its model is its own: rows, bytes, sets.
final class Checker {
    let model = Model()
    let views: [NodeView]
    private let world: World
    private let scratch: String
    /// The bytes of whatever was seen at a place of a sender's streams, on the wire or in a database.
    private var places: [String: [UInt8]] = [:]
    /// Messages that a node's inbox has shown, by receiver.
    private var shown: Set<String> = []
    /// What the peer of a sender holds for good, by sender and digest.
    private var taken: Set<String> = []
    /// Statements that were found on the disk of who said them.
    private var said: Set<String> = []
    private var random: SeededRandom
    private(set) var violation: Violation?
    /// What a peer that lies has really taken, by its own book-keeping; nil where both sides are nodes.
    var takenByPeer: ((_ digest: [UInt8]) -> Bool)?
    private(set) var receiptsLookedUp = 0

    init(_ world: World, _ nodes: [SimNode], scratch: String) {
        (self.world, self.scratch) = (world, scratch)
        views = nodes.map(NodeView.init)
        random = SeededRandom(seed: world.random.next())
    }

    /// Runs a check; the first violation ends the run.
    func check(_ body: () throws -> Void) {
        guard violation == nil else { return }
        do {
            try body()
        } catch let error as Violation {
            fail(error)
        } catch {
            fail(Violation("the checker cannot look: \(error)"))
        }
    }

    func fail(_ error: Violation) {
        guard violation == nil else { return }
        violation = error
        world.story.tell("checker", "VIOLATION: \(error)")
    }

    func view(of name: String) -> NodeView? { views.first { $0.node.name == name } }

    private func other(than name: String) -> NodeView? { views.first { $0.node.name != name } }

    // MARK: After every step

    func step() {
        check {
            for view in views where view.node.running?.isReady == true {
                guard sim_disk_counted(view.node.disk).after_failed_sync == 0 else {
                    throw Violation("\(view.node.name) wrote or synced again after a failed fsync")
                }
                let (rows, receipted) = try view.look()
                for row in rows { try take(row, at: view) }
                for row in receipted { try receipt(for: row, at: view) }
            }
        }
    }

    private func take(_ row: NodeView.Row, at view: NodeView) throws {
        let sender = row.isOwn ? view.node.name : other(than: view.node.name)?.node.name ?? "peer"
        try occupy(sender + "/" + row.place, row.digest)
        guard !row.isOwn else { return }
        taken.insert(sender + key(row.digest))
        guard row.outcome == 0 else { return }
        world.story.tell(view.node.name, "delivers \(row.place)")
        guard let sent = model[row.message] else {
            throw Violation("\(view.node.name) shows a message that nobody sent")
        }
        guard shown.insert(view.node.name + key(row.message)).inserted else {
            throw Violation("\(view.node.name) shows \(sent.text) twice")
        }
        guard sent.stream == row.stream, sent.sender == sender else {
            throw Violation("\(view.node.name) shows \(sent.text) in another stream, or from another sender")
        }
        guard try view.content(of: row) == sent.content else {
            throw Violation("\(view.node.name) shows \(sent.text) with other content")
        }
    }

    /// A receipt at the sender means that the peer has the very bytes.
    private func receipt(for row: NodeView.Row, at view: NodeView) throws {
        world.story.tell(view.node.name, "has the receipt for \(row.place)")
        guard takenByPeer?(row.digest) ?? taken.contains(view.node.name + key(row.digest)) else {
            throw Violation("\(view.node.name) holds a receipt for \(row.place), which its peer does not have")
        }
    }

    /// An operator puts an older copy in the place of a node's database. What was answered since the copy and only that database
    /// held is gone, and nobody's fault; what its inbox had shown since may be shown once more.
    func restored(_ node: SimNode, toHold own: Set<[UInt8]>) {
        check {
            guard let view = view(of: node.name) else { return }
            for row in view.forget() where !row.isOwn { shown.remove(node.name + key(row.message)) }
            for sent in model.all where sent.sender == node.name && sent.isPromised && !own.contains(sent.id) {
                sent.isExcused = deliveries(of: sent).isEmpty
            }
        }
    }

    private func occupy(_ place: String, _ digest: [UInt8]) throws {
        if let before = places[place], before != digest {
            throw Violation("two statements at one place: \(place)")
        }
        places[place] = digest
    }

    private func key(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [$0 >> 4 &+ 97, $0 & 15 &+ 97] }, as: UTF8.self)
    }

    // MARK: On the wire

    /// A frame leaves a node: what it says is on that node's disk, also if the power fails now.
    func sees(_ sender: String, _ bytes: [UInt8]) {
        check {
            var buffer = ByteBuffer(bytes: bytes)
            guard let view = view(of: sender), let frame = try Frame.read(from: &buffer) else { return }
            switch frame {
            case .receipt(let frame): if isLookedUp { try lookUp(frame, at: view) }
            case .statement(let frame): try leaves(try SignedStatement(decoding: frame.statement), view)
            default: break
            }
        }
    }

    /// To open a disk for every frame would take most of a run's time.
    private var isLookedUp: Bool { Int.random(in: 0..<4, using: &random) == 0 }

    private func leaves(_ signed: SignedStatement, _ view: NodeView) throws {
        let ordinal = signed.statement.ordinal
        let place = [
            signed.statement.stream.channel.text, String(signed.statement.stream.precedence.rawValue),
            ordinal.epoch.bytes.map { hex($0) }.joined(), String(ordinal.sequence),
        ].joined(separator: "/")
        // What is given back to a peer that was rolled back is the peer's own.
        guard signed.statement.sender == view.node.identity.line.name else { return }
        try occupy(view.node.name + "/" + place, signed.digest.bytes)
        // What was on the disk once stays there; what is said again and again would be looked up again and again.
        guard isLookedUp, said.insert(view.node.name + key(signed.digest.bytes)).inserted else { return }
        let found = try synced(view).all(
            "SELECT 1 FROM statement WHERE is_own = 1 AND digest = ?", [.bytes(signed.digest.bytes)])
        guard !found.isEmpty else { throw Violation("\(view.node.name) says what is not on its disk: \(place)") }
    }

    private func hex(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }

    /// Opens what the disk holds for sure.
    private func synced(_ view: NodeView) throws -> Rows {
        let path = scratch + "/synced.db"
        sim_disk_copy(view.node.disk, "hotline.db", path, 0)
        return try Rows(path)
    }

    /// A client is told that its message is stored: it is there also if the power fails now.
    func answers(_ sent: Model.Sent, at name: String) {
        check {
            guard let view = view(of: name) else { return }
            let found = try synced(view).all(
                "SELECT 1 FROM statement WHERE is_own = 1 AND message_id = ?", [.bytes(sent.id)])
            guard !found.isEmpty else { throw Violation("\(name) answers for what is not on its disk: \(sent.text)") }
        }
    }

    /// Asks the disk for the statements of a receipt.
    private func lookUp(_ frame: ReceiptFrame, at view: NodeView) throws {
        receiptsLookedUp += 1
        let rows = try synced(view)
        for place in frame.places {
            let found = try rows.all(
                """
                SELECT 1 FROM statement WHERE is_own = 0 AND channel = CAST(? AS TEXT) AND precedence = ?
                AND epoch = ? AND sequence = ?
                """,
                [
                    .bytes(Array(place.stream.channel.text.utf8)), .number(Int64(place.stream.precedence.rawValue)),
                    .bytes(place.ordinal.epoch.bytes), .number(Int64(place.ordinal.sequence)),
                ])
            guard !found.isEmpty else {
                throw Violation("\(view.node.name) gives a receipt for what is not on its disk")
            }
        }
    }
}
