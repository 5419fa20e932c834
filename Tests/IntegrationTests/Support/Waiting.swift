import Foundation
import Synchronization

/// Opens once; who waits goes on then. Cancellation does not open it: what is waited for has really happened.
final class Latch: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { done in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(done) }
                return state.isOpen
            }
            if isOpen { done.resume() }
        }
    }
}

/// The lines that a child process writes, and who waits for one of them.
final class LogLines: Sendable {
    private struct State {
        var lines: [String] = []
        var isOver = false
        var waiting: [(text: String, done: CheckedContinuation<Bool, Never>)] = []
    }

    private let state = Mutex(State())

    var text: String { state.withLock { $0.lines.joined(separator: "\n") } }

    /// Reads until the other end is closed, and closes this one; blocks its thread.
    func follow(_ handle: FileHandle) {
        var pending = Data()
        while case let bytes = handle.availableData, !bytes.isEmpty {
            pending.append(bytes)
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                add(String(decoding: pending[..<end], as: UTF8.self))
                pending = Data(pending[pending.index(after: end)...])
            }
        }
        try? handle.close()
        finish()
    }

    /// Whether a line with this text has come, as soon as that is sure.
    func wait(for text: String) async -> Bool {
        await withCheckedContinuation { done in
            let answer: Bool? = state.withLock { state in
                if state.lines.contains(where: { $0.contains(text) }) { return true }
                if state.isOver { return false }
                state.waiting.append((text, done))
                return nil
            }
            if let answer { done.resume(returning: answer) }
        }
    }

    private func add(_ line: String) {
        let found = state.withLock { state in
            state.lines.append(line)
            let found = state.waiting.filter { line.contains($0.text) }
            state.waiting.removeAll { line.contains($0.text) }
            return found
        }
        for waiter in found { waiter.done.resume(returning: true) }
    }

    private func finish() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.done.resume(returning: false) }
    }
}
