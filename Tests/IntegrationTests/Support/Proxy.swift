import Foundation
import Glibc
import Synchronization
import Testing

/// A network between two nodes: forwards connections to one port, and can be told to misbehave.
final class Proxy: Sendable {
    enum Mode: Sendable {
        /// Bytes go through; what was held, too.
        case forward
        /// Connections are taken and kept open, and nothing goes through, not even an end.
        case stall
        /// Connections are closed at once, the old ones too.
        case refuse
    }

    private struct Link {
        let near: Int32
        /// The target's; nil where the connection came while nothing went through: nobody is behind it for ever.
        let far: Int32?
    }

    private struct State {
        var mode: Mode
        var isOver = false
        var links: [Link] = []
        /// Diallers whose end is not told to the target.
        var forgotten: Set<Int32> = []
    }

    let port: Int
    private let listener: Int32
    private let target: Int
    private let state: Mutex<State>
    private let changed = NSCondition()

    init(to target: Int, _ mode: Mode = .forward) throws {
        port = try FreePort.take()
        self.target = target
        state = Mutex(State(mode: mode))
        listener = try #require(Socket.listen(port: port))
        Thread.detachNewThread { [self] in accept() }
    }

    var route: String { "127.0.0.1:\(port)" }

    func set(_ mode: Mode) {
        let ended = state.withLock { state in
            state.mode = mode
            return mode == .refuse ? state.links : []
        }
        end(ended)
    }

    /// The diallers' ends are closed and the target is told nothing: half-open connections.
    func forgetDiallers() {
        let links = state.withLock { state in
            state.forgotten.formUnion(state.links.map(\.near))
            return state.links
        }
        for link in links { Socket.end(link.near) }
    }

    func stop() {
        let links = state.withLock { state in
            state.isOver = true
            return state.links
        }
        Socket.end(listener)
        end(links)
    }

    private func end(_ links: [Link]) {
        for link in links {
            Socket.end(link.near)
            if let far = link.far { Socket.end(far) }
        }
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    private func accept() {
        while case let near = Glibc.accept(listener, nil, nil), near >= 0 {
            let mode = state.withLock { $0.mode }
            let far = mode == .forward ? Socket.connect(port: target) : nil
            state.withLock { $0.links.append(Link(near: near, far: far)) }
            if let far {
                Thread.detachNewThread { [self] in pump(near, far) }
                Thread.detachNewThread { [self] in pump(far, near) }
            } else if mode != .stall {
                Socket.end(near)
            }
        }
        close(listener)
    }

    /// Until one end closes; the descriptors stay taken as long as the test.
    private func pump(_ source: Int32, _ sink: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16384)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            waitWhileStalled()
            guard Socket.write(buffer[..<count], to: sink) else { break }
        }
        waitWhileStalled()
        let isKept = state.withLock { !$0.forgotten.isDisjoint(with: [source, sink]) && !$0.isOver }
        if !isKept { Socket.end(sink) }
    }

    private func waitWhileStalled() {
        changed.lock()
        defer { changed.unlock() }
        while state.withLock({ $0.mode == .stall && !$0.isOver }) { changed.wait() }
    }
}
