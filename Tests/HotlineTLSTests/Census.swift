import HotlineTLS
import NIOCore
import NIOPosix
import Synchronization

/// Remembers handlers without keeping them, to see that each goes, and with it its OpenSSL connection.
final class Census: Sendable {
    private struct Weak: @unchecked Sendable {
        // Only ever compared with nil; loading a weak reference is atomic.
        weak var handler: TLSHandler?
    }

    private let handlers = Mutex<[Weak]>([])

    func add(_ handler: TLSHandler) {
        let weak = Weak(handler: handler)
        handlers.withLock { $0.append(weak) }
    }

    var seen: Int { handlers.withLock { $0.count } }

    private var alive: Int { handlers.withLock { $0.count { $0.handler != nil } } }

    /// Returns once all are gone; lets the event loops run meanwhile.
    func allGone() async {
        while alive > 0 {
            for loop in Node.group.makeIterator() { try? await loop.submit {}.get() }
        }
    }
}
