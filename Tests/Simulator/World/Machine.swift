/// The computer that a node runs on: it can be paused, and its clock set.
///
/// Unchecked: as `World`.
final class Machine: @unchecked Sendable {
    let name: String
    /// How far its UTC is from the world's.
    var clockOffset: Double = 0
    /// The longest that a write waits for its disk.
    var slowestWrite: Duration = .milliseconds(2)
    /// Bytes that its disk has left, as far as the node is told.
    var freeBytes: UInt64 = .max
    private(set) var isPaused = false
    private var held: [() -> Void] = []

    init(name: String) { self.name = name }

    /// Does something now, or when the machine goes on.
    func whenAwake(_ work: @escaping () -> Void) {
        if isPaused { held.append(work) } else { work() }
    }

    func pause() { isPaused = true }

    func resume() {
        isPaused = false
        let work = held
        held = []
        for work in work { work() }
    }
}
