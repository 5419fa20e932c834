import Foundation
import Glibc
import Synchronization
import Testing

/// A network of so many bytes a second in each direction between a dialler and one port. It keeps next to nothing itself:
/// small pieces, small buffers, so that what queues, queues at the nodes.
final class SlowLink: Sendable {
    /// 1 Mbit/s.
    static let megabit = 125_000

    private static let buffers: Int32 = 16 * 1024
    private static let piece = 1024

    private struct State {
        var rate: Int?
        var isOver = false
        var ends: [Int32] = []
        /// Bytes towards the target so far.
        var passed = 0
        var waiting: [(count: Int, done: CheckedContinuation<Void, Never>)] = []
    }

    let port: Int
    private let target: Int
    private let listener: Int32
    private let state: Mutex<State>

    /// - Parameter rate: bytes a second; nil for as fast as they come.
    init(to target: Int, rate: Int?) throws {
        port = try FreePort.take()
        self.target = target
        state = Mutex(State(rate: rate))
        listener = try #require(Socket.listen(port: port, buffers: Self.buffers))
        Thread.detachNewThread { [self] in accept() }
    }

    /// Bytes that went towards the target so far.
    var passed: Int { state.withLock { $0.passed } }

    func set(rate: Int?) { state.withLock { $0.rate = rate } }

    /// Returns when so many bytes have gone towards the target, or the link is over.
    func hasPassed(_ count: Int) async {
        await withCheckedContinuation { done in
            let isThere = state.withLock { state in
                let isThere = state.passed >= count || state.isOver
                if !isThere { state.waiting.append((count, done)) }
                return isThere
            }
            if isThere { done.resume() }
        }
    }

    func stop() {
        let (ends, waiting) = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return (state.ends, state.waiting)
        }
        for end in ends + [listener] { Socket.end(end) }
        for waiter in waiting { waiter.done.resume() }
    }

    private func accept() {
        while case let near = Glibc.accept(listener, nil, nil), near >= 0 {
            guard let far = Socket.connect(port: target, buffers: Self.buffers) else {
                Socket.end(near)
                continue
            }
            state.withLock { $0.ends += [near, far] }
            Thread.detachNewThread { [self] in pump(near, far) { self.count($0) } }
            Thread.detachNewThread { [self] in pump(far, near) { _ in } }
        }
        close(listener)
    }

    /// Until one end closes; the descriptors stay taken as long as the test.
    private func pump(_ source: Int32, _ sink: Int32, _ tell: (Int) -> Void) {
        var buffer = [UInt8](repeating: 0, count: Self.piece)
        var free = ContinuousClock.now
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            if let rate = state.withLock({ $0.rate }) {
                free = max(free, .now) + .seconds(1) * (Double(count) / Double(rate))
                let pause = (free - .now).components
                usleep(UInt32(max(0, pause.attoseconds / 1_000_000_000_000)))
            }
            guard Socket.write(buffer[..<count], to: sink) else { break }
            tell(count)
        }
        Socket.end(sink)
    }

    private func count(_ bytes: Int) {
        let reached = state.withLock { state in
            state.passed += bytes
            let passed = state.passed
            defer { state.waiting.removeAll { $0.count <= passed } }
            return state.waiting.filter { $0.count <= passed }
        }
        for waiter in reached { waiter.done.resume() }
    }
}

extension Pair {
    /// Alpha's only way to beta is this link, and beta has none to alpha.
    func join(over link: SlowLink) async throws {
        let there = try await alpha.desk("peer", "add", "\(try beta.keyLine())", "--route", "127.0.0.1:\(link.port)")
        let back = try await beta.desk("peer", "add", "\(try alpha.keyLine())")
        try #require(there.status == 0 && back.status == 0, "\(there.errors)\(back.errors)")
    }
}
