#if HOTLINE_PLANTED
    import Foundation
    import HotlineCrypto
#endif

/// Looks for each planted bug that the simulator has to catch, seed by seed, until one shows it. A build without them has none.
struct PlantedCampaign {
    /// Seeds for one bug; what none of them shows is missed.
    private static let seeds = 150

    func run() -> Int32 {
        #if HOTLINE_PLANTED
            var missed: [String] = []
            for bug in Self.bugs {
                if let (seed, words) = find(bug) {
                    say("\(bug.rawValue): caught by seed \(seed): \(words)")
                } else {
                    say("\(bug.rawValue): MISSED in \(Self.seeds) seeds")
                    missed.append(bug.rawValue)
                }
            }
            say(missed.isEmpty ? "all \(Self.bugs.count) caught" : "missed: \(missed)")
            return missed.isEmpty ? 0 : 1
        #else
            say("this build has no planted bugs: make planted")
            return 64
        #endif
    }

    #if HOTLINE_PLANTED
        /// The others lie where the simulator does not go: in TLS and on the terminal.
        private static let bugs: [PlantedBug] = [
            .synchronousNormal, .receiptBeforeCommit, .noDuplicateCheck, .recipientUnchecked, .fsyncRetried,
            .consistencyUnchecked, .sequenceFromMaximum,
        ]

        private static func isShownByPeer(_ bug: PlantedBug) -> Bool {
            [.noDuplicateCheck, .recipientUnchecked, .consistencyUnchecked].contains(bug)
        }

        private func find(_ bug: PlantedBug) -> (UInt64, String)? {
            let isHostile = Self.isShownByPeer(bug)
            let seeds = (UInt64(1)...5000).filter { Main.isHostile($0) == isHostile }.prefix(Self.seeds)
            for seed in seeds {
                guard let child = try? Child(seed, isTold: false, environment: ["HOTLINE_PLANTED_BUG": bug.rawValue])
                else { continue }
                let output = child.finish()
                guard child.process.terminationStatus != 0 else { continue }
                let violation = output.split(separator: "\n").first { $0.hasPrefix("VIOLATION ") }
                return (seed, violation.map { String($0.dropFirst(10)) } ?? "the process ended")
            }
            return nil
        }
    #endif
}
