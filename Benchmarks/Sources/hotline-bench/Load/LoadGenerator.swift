import Foundation
import NIOCore

/// Submits messages over the local API as clients do and waits for the event of each one's receipt: in one thread, so
/// that it takes little of the machine that it measures.
final class LoadGenerator {
    private let load: Load
    private var templates: [MessageTemplate]
    private let events: EventReader
    private var connections: [HTTPConnection] = []
    /// The message whose answer a connection waits for.
    private var waiting: [Int]
    /// Connections without a request, the longest idle first: the local API closes one that idles for a minute.
    private var idle: CircularBuffer<Int>
    private let poller = Poller()
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private var began: [UInt64] = []
    private var isReceipted: [Bool] = []
    private var open: [Int]
    private var submitted: [Int]
    private var next = 0
    private var missing = 0
    private var result = LoadResult()

    /// The event stream's number at the poller, after those of all connections.
    private static let eventStream = 1 << 20
    /// Without news for so long the run is given up, in milliseconds.
    private static let patience: Int32 = 30_000

    init(_ load: Load) throws {
        self.load = load
        templates = load.peers.map { MessageTemplate(peer: $0, bodyBytes: load.bodyBytes) }
        events = try EventReader(load.socket)
        for _ in 0..<min(load.connections, load.window * load.peers.count) {
            connections.append(try HTTPConnection(load.socket))
        }
        waiting = Array(repeating: 0, count: connections.count)
        idle = CircularBuffer(connections.indices)
        for (index, connection) in connections.enumerated() {
            TCP.setNonBlocking(connection.descriptor)
            poller.add(connection.descriptor, number: index)
        }
        poller.add(events.descriptor, number: Self.eventStream)
        (open, submitted) = (load.peers.map { _ in 0 }, load.peers.map { _ in 0 })
        result.peerEnds = load.peers.map { _ in 0 }
    }

    deinit { room.deallocate() }

    /// Sends all, and returns when the last receipt was seen.
    func run() throws -> LoadResult {
        missing = load.peers.count * load.messagesPerPeer
        let cpu = Clock.ownCPU
        result.began = Clock.now
        while missing > 0 {
            try submit()
            try step()
        }
        result.ended = Clock.now
        result.generatorCPU = Clock.ownCPU - cpu
        return result
    }

    private func submit() throws {
        var passed = 0
        while passed < load.peers.count, !idle.isEmpty {
            let peer = next
            next = (next + 1) % load.peers.count
            guard open[peer] < load.window, submitted[peer] < load.messagesPerPeer else {
                passed += 1
                continue
            }
            passed = 0
            try submit(to: peer, on: idle.removeFirst())
        }
    }

    private func submit(to peer: Int, on connection: Int) throws {
        let number = began.count
        let request = templates[peer].request(number: number)
        began.append(Clock.now)
        isReceipted.append(false)
        waiting[connection] = number
        open[peer] += 1
        submitted[peer] += 1
        try connections[connection].begin(request)
        if connections[connection].wantsToWrite { watch(connection, writing: true) }
    }

    private func watch(_ index: Int, writing: Bool) {
        poller.watch(connections[index].descriptor, number: index, writing: writing)
    }

    private func step() throws {
        let ready = poller.wait(milliseconds: Self.patience)
        guard !ready.isEmpty else { throw BenchError("nothing came for 30 s; \(missing) messages are not receipted") }
        for one in ready {
            if one.number == Self.eventStream {
                try events.read(into: room) { id in receipted(id) }
            } else {
                try serve(one)
            }
        }
    }

    private func serve(_ ready: Poller.Ready) throws {
        let index = ready.number
        let connection = connections[index]
        if connection.wantsToWrite {
            try connection.write()
            if !connection.wantsToWrite { watch(index, writing: false) }
        }
        guard ready.mayRead, let reply = try connection.read(into: room) else { return }
        guard reply.status == 201 else {
            throw BenchError("a message was not taken: \(reply.status) \(reply.text)")
        }
        result.committed.append(Clock.now - began[waiting[index]])
        idle.append(index)
    }

    private func receipted(_ id: ArraySlice<UInt8>) {
        for peer in templates.indices {
            guard let number = templates[peer].number(in: id), !isReceipted[number] else { continue }
            isReceipted[number] = true
            let now = Clock.now
            result.receipted.append(now - began[number])
            result.peerEnds[peer] = now
            open[peer] -= 1
            missing -= 1
            return
        }
    }
}
