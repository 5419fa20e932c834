import HotlineTestSupport

/// What a run is made of, drawn from its seed: each kind of fault is there in some runs and not in others, so that none hides
/// another.
struct Configuration {
    enum Fault: String, CaseIterable {
        case kill, power, killInside, powerInside, stop, ioError, stickyError, diskFull, lowSpace, pause, clockJump
        case cut, cutOneWay, slow, reset, tampering, restore
    }

    let messages: Int
    /// How long the faults last.
    let duration: Duration
    let faults: [Fault]
    let strikes: Int
    let tampering: Tampering
    /// The longest that a write waits for its disk, and how long the network takes one way: near and far, quick and slow, since
    /// what two sides do at once is another thing in each.
    let slowestWrite: Duration
    let distance: Duration

    init(using random: inout SeededRandom) {
        messages = Int.random(in: 20...80, using: &random)
        duration = .seconds(Int.random(in: 15...60, using: &random))
        let isQuiet = Int.random(in: 0..<20, using: &random) == 0
        faults = isQuiet ? [] : Fault.allCases.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        strikes = faults.isEmpty ? 0 : Int.random(in: 4...24, using: &random)
        func odds(_ most: Double) -> Double {
            Bool.random(using: &random) ? Double.random(in: 0...most, using: &random) : 0
        }
        tampering = Tampering(
            loss: odds(0.3), repetition: odds(0.5), replay: odds(0.5), reordering: odds(0.3), corruption: odds(0.1),
            isBeyondTLS: Bool.random(using: &random))
        slowestWrite = .milliseconds([2, 2, 20, 200][Int.random(in: 0...3, using: &random)])
        distance = .milliseconds([1, 1, 15, 150][Int.random(in: 0...3, using: &random)])
    }
}
