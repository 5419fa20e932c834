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
            .synchronousNormal, .receiptBeforeCommit, .answerBeforeCommit, .receiptUnverified, .noDuplicateCheck,
            .recipientUnchecked, .fsyncRetried, .consistencyUnchecked, .sequenceFromMaximum,
        ]

        /// What the checker has to say of each: another complaint, a process that ended or a run that could not be made is none.
        private static func words(of bug: PlantedBug) -> String {
            switch bug {
            case .synchronousNormal: "for what is not on its disk"
            case .receiptBeforeCommit: "gives a receipt for what is not on its disk"
            case .answerBeforeCommit: "answers for what is not on its disk"
            case .receiptUnverified: "which its peer does not have"
            case .noDuplicateCheck: "twice"
            case .recipientUnchecked: "shows a message that nobody sent"
            case .fsyncRetried: "wrote or synced again after a failed fsync"
            case .consistencyUnchecked: "holds a head that does not extend the one before"
            case .sequenceFromMaximum: "two statements at one place"
            case .pinUnchecked, .alpnUnchecked, .rawTerminalText: "nothing, for they are not of this list"
            }
        }

        private static func isShownByPeer(_ bug: PlantedBug) -> Bool {
            [.noDuplicateCheck, .recipientUnchecked, .consistencyUnchecked, .receiptUnverified].contains(bug)
        }

        /// The first seed that shows the bug, and is good without it.
        private func find(_ bug: PlantedBug) -> (UInt64, String)? {
            let isHostile = Self.isShownByPeer(bug)
            let seeds = (UInt64(1)...5000).filter { Main.isHostile($0) == isHostile }.prefix(Self.seeds)
            for seed in seeds {
                guard let (status, words) = Self.verdict(seed, bug.rawValue), status == 1,
                    words.contains(Self.words(of: bug))
                else { continue }
                guard Self.verdict(seed, "")?.status == 0 else {
                    say("\(bug.rawValue): seed \(seed) is bad without it")
                    continue
                }
                return (seed, words)
            }
            return nil
        }

        private static func verdict(_ seed: UInt64, _ bug: String) -> (status: Int32, words: String)? {
            guard let child = try? Child(seed, isTold: false, environment: ["HOTLINE_PLANTED_BUG": bug])
            else { return nil }
            let lines = child.finish().split(separator: "\n")
            let words = lines.first { $0.hasPrefix("VIOLATION ") }.map { String($0.dropFirst(10)) } ?? ""
            return (child.process.terminationReason == .exit ? child.process.terminationStatus : -1, words)
        }
    #endif
}
