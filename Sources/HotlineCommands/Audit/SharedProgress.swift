import Synchronization

/// Progress that is told from several threads.
final class SharedProgress: Sendable {
    private let progress: Mutex<Progress>

    init(console: Console) {
        progress = Mutex(Progress(console: console))
    }

    /// How far it is, in the place of what was said before.
    func move(to text: String) { progress.withLock { $0.move(to: text) } }

    /// What comes next begins on a line of its own.
    func end() { progress.withLock { $0.end() } }
}
