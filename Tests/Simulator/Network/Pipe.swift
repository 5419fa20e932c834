import HotlineCrypto
import HotlineProtocol
import HotlineTransport
import NIOCore

/// One direction of a connection: bytes in order, as TCP keeps them, but for what `Tampering` does.
///
/// Unchecked: as `World`.
final class Pipe: @unchecked Sendable {
    /// Bytes that a writer may have on the way before it has to wait.
    private static let window = 64 * 1024

    private let network: Network
    private let sender: End
    private let receiver: End
    private let path: Path
    weak var connection: Simulated?
    let frames: AsyncThrowingStream<Frame, any Error>
    private let arriving: AsyncThrowingStream<Frame, any Error>.Continuation
    private(set) var isClosed = false
    private var isClosing = false
    private var isBroken = false
    private var isRefused = false
    private var lastArrival: Duration = .zero
    private var onTheWay = 0
    private var waiting: [CheckedContinuation<Void, any Error>] = []
    private var world: World { network.world }
    var senderName: String { sender.name }

    init(_ network: Network, from sender: End, to receiver: End, over path: Path) {
        (self.network, self.sender, self.receiver, self.path) = (network, sender, receiver, path)
        (frames, arriving) = AsyncThrowingStream.makeStream()
    }

    func send(_ frames: [Frame]) async throws {
        for frame in frames {
            guard !isClosed, !isClosing, sender.isThere else { throw TransportError.closed }
            var buffer = ByteBuffer()
            frame.write(to: &buffer)
            let bytes = Array(buffer.readableBytesView)
            network.sees(sender.name, bytes)
            pass(frame, bytes)
        }
        if onTheWay > Self.window { try await room() }
    }

    private func room() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if isClosed || isClosing || Task.isCancelled {
                    return continuation.resume(throwing: TransportError.closed)
                }
                waiting.append(continuation)
            }
        } onCancel: {
            release(throwing: TransportError.closed)
        }
    }

    private func release(throwing error: (any Error)? = nil) {
        let waiters = waiting
        waiting = []
        for waiter in waiters { if let error { waiter.resume(throwing: error) } else { waiter.resume() } }
    }

    /// What TLS would not let through ends what it keeps whole: a stream from which something is missing, or in which something
    /// is changed, gives nothing more. Beyond that, and only with statements, bodies and what steers them, the pipe does what a
    /// broken TLS could: each of these proves itself, while HELLO, receipts and checkpoints are the peer's word within a session.
    private func pass(_ frame: Frame, _ bytes: [UInt8]) {
        let odds = network.tampering
        guard !isBroken, odds.isAny else { return put(bytes) }
        switch frame {
        case .statement, .chunk, .credit, .ping, .pong: if odds.isBeyondTLS { return tamper(bytes, odds) }
        case .hello, .receipt, .checkpoint, .cosignature, .error, .bye: if odds.isBeyondTLS { return put(bytes) }
        }
        if happens(odds.loss / 4) { return breakOff("streams with a frame lost") }
        if happens(odds.corruption / 4) { return breakOff("streams with a frame corrupted") }
        put(bytes)
    }

    private func breakOff(_ kind: String) {
        isBroken = true
        spoil(kind)
    }

    private func tamper(_ bytes: [UInt8], _ odds: Tampering) {
        network.record(bytes, of: sender.name)
        let old = network.recorded.randomElement(using: &world.random)
        if happens(odds.replay), let old, old.sender == sender.name {
            spoil("frames replayed")
            put(old.bytes)
        }
        if happens(odds.loss) { return spoil("frames lost") }
        if happens(odds.corruption) {
            spoil("frames corrupted")
            return put(flipped(bytes))
        }
        if happens(odds.repetition) {
            spoil("frames repeated")
            put(bytes)
        }
        if happens(odds.reordering) {
            spoil("frames reordered")
            let delay = Duration.milliseconds(Int64.random(in: 1...200, using: &world.random))
            return world.after(delay) { [weak self] in self?.put(bytes) }
        }
        put(bytes)
    }

    private func flipped(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let index = Int.random(in: 4..<bytes.count, using: &world.random)
        bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &world.random)
        return bytes
    }

    private func happens(_ odds: Double) -> Bool { odds > 0 && Double.random(in: 0..<1, using: &world.random) < odds }

    private func spoil(_ kind: String) {
        world.story.count(kind)
        connection?.tampered()
    }

    /// Sends bytes as they are.
    func put(_ bytes: [UInt8]) {
        guard !isClosed, !isBroken else { return }
        onTheWay += bytes.count
        arrive { [self] in
            onTheWay -= bytes.count
            if onTheWay <= Self.window { release() }
            deliver(bytes)
        }
    }

    /// In order, each not before the one before it; not while the way is blocked or the machine sleeps.
    private func arrive(_ work: @escaping () -> Void) {
        let jitter = path.jitter > .zero ? path.jitter * Double.random(in: 0..<1, using: &world.random) : .zero
        lastArrival = max(lastArrival, world.now + path.delay + jitter)
        world.at(lastArrival) { [self] in
            path.pass { [self] in receiver.host.machine.whenAwake(work) }
        }
    }

    private func deliver(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        guard receiver.isThere else {
            // A machine that has started anew knows nothing of the connection and says so; one that is off says nothing.
            if receiver.isForgotten { connection?.forgotten(by: receiver.name) }
            return
        }
        world.story.mix(bytes)
        do {
            var buffer = ByteBuffer(bytes: bytes)
            if let frame = try Frame.read(from: &buffer) { arriving.yield(frame) }
        } catch {
            arriving.finish(throwing: error)
        }
    }

    /// The writer is done: the other end learns of it after what was sent before.
    func close() {
        guard !isClosed, !isClosing else { return }
        isClosing = true
        release(throwing: TransportError.closed)
        arrive { [self] in `break`(nil) }
    }

    /// The machine where this pipe begins knows nothing of the connection any more. The other end learns of it after what was
    /// sent before, which a process that is gone may have left on the way.
    func refuse() {
        guard !isClosed, !isRefused else { return }
        isRefused = true
        arrive { [self] in connection?.reset("unknown at the other end") }
    }

    /// The reader is done: what comes is thrown away.
    func abandon() { arriving.finish() }

    func `break`(_ error: (any Error)?) {
        isClosed = true
        arriving.finish(throwing: error)
        release(throwing: error ?? TransportError.closed)
    }
}
