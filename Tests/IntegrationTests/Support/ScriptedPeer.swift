import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import NIOCore
import Testing

/// A peer with a pinned key of which a test decides every frame: it keeps the rules where it is told to, and breaks them
/// where it is told to.
actor ScriptedPeer {
    /// The connection ended while something was awaited over it.
    struct Ended: Error {}

    let identity: TestIdentity
    private let daemon: KeyLine
    private let port: Int
    private(set) var party: MemoryParty
    private var wire: Wire?
    private var pending = ByteBuffer()

    /// A peer that the node has pinned from now on, without a route: only the peer dials.
    init(at node: TestNode) async throws {
        identity = try TestIdentity.gamma()
        daemon = try node.keyLine()
        port = node.port
        let opening = try LogOpening(
            owner: identity.line, peer: daemon, id: [UInt8](repeating: 0xC1, count: 8), key: identity.key,
            at: Sample.time)
        party = try MemoryParty(identity, peer: daemon, opening: opening, epoch: 0xC0)
        let added = try await node.desk("peer", "add", "\(identity.line)")
        try #require(added.status == 0, "\(added.errors)")
    }

    nonisolated var name: String { "gamma.example" }

    /// A new connection, over which nothing has been said.
    @discardableResult
    func dial() async throws -> Wire {
        wire?.close()
        pending = ByteBuffer()
        let wire = try await Wire(port: port, as: (identity.line.name, identity.key), to: daemon.key)
        self.wire = wire
        return wire
    }

    /// A new connection on which both HELLOs were exchanged.
    @discardableResult
    func greet() async throws -> Wire {
        let wire = try await dial()
        try party.connect()
        try await flush()
        try party.receive(try await expectFrame())
        return wire
    }

    /// Keeps all the rules until this holds: takes what comes, commits it, receipts it.
    func behave(until isDone: (MemoryParty) -> Bool) async throws {
        while true {
            try await flush()
            if isDone(party) { return }
            try party.receive(try await expectFrame())
        }
    }

    /// Says something and takes the receipt.
    func say(_ submission: Submission) async throws {
        party.submit(submission)
        try await behave { $0.unreceipted.isEmpty && !$0.hasUncommitted }
    }

    /// The frames of these messages, not sent: they are committed here and known to nobody else.
    func frames(saying submissions: [Submission]) throws -> [Frame] {
        for submission in submissions { party.submit(submission) }
        try party.commit()
        var frames: [Frame] = []
        while let frame = try party.pull() { frames.append(frame) }
        return frames
    }

    func send(_ frame: Frame) async throws {
        var buffer = ByteBuffer()
        frame.write(to: &buffer)
        try await send(Array(buffer: buffer))
    }

    func send(_ bytes: [UInt8]) async throws { try await Sample.need(wire).send(bytes) }

    /// The next frame; nil when the daemon has closed.
    func next() async throws -> Frame? {
        while true {
            if let frame = try Frame.read(from: &pending) { return frame }
            guard var part = await wire?.read() else { return nil }
            pending.writeBuffer(&part)
        }
    }

    /// Reads to the end of the connection and gives the last frame.
    func farewell() async throws -> Frame? {
        var last: Frame?
        while let frame = try await next() { last = frame }
        return last
    }

    func changeParty(_ change: (inout MemoryParty) -> Void) { change(&party) }

    func take(_ frame: Frame) throws { try party.receive(frame) }

    /// The party is again as it was: what it said since was never said.
    func goBack(to before: MemoryParty) { party = before }

    private func expectFrame() async throws -> Frame {
        guard let frame = try await next() else { throw Ended() }
        return frame
    }

    private func flush() async throws {
        repeat {
            while let frame = try party.pull() { try await send(frame) }
        } while try party.commit() != nil
    }
}

extension Array<UInt8> {
    init(buffer: ByteBuffer) { self = Array(buffer.readableBytesView) }
}
