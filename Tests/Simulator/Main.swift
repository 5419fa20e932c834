import Foundation

/// `simulate run SEED DIRECTORY [--trace]`: one seed, in a process of its own, so that nothing of another run is left in it.
/// `simulate planted`: which of the planted bugs are caught, in a build that has them.
/// `simulate SEED COUNT [--jobs N] [--trace]`: so many seeds from that one on.
@main
enum Main {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isTold = arguments.contains("--trace")
        arguments.removeAll { $0 == "--trace" }
        if arguments.count == 3, arguments[0] == "run", let seed = UInt64(arguments[1]) {
            exit(one(seed, directory: arguments[2], isTold: isTold))
        }
        if arguments == ["planted"] { exit(PlantedCampaign().run()) }
        guard let campaign = Campaign(arguments, isTold: isTold) else {
            print("usage: simulate SEED COUNT [--jobs N] [--trace]")
            exit(64)
        }
        exit(campaign.run())
    }

    private static func one(_ seed: UInt64, directory: String, isTold: Bool) -> Int32 {
        let story = Story(isTold: isTold)
        do {
            guard chdir(directory) == 0, let path = realpath(".", nil) else { return 74 }
            let (violation, summary) = try play(seed, String(cString: path), story)
            let counts = story.counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
            print("RESULT \(String(story.digest, radix: 16)) \(violation == nil ? "good" : "bad") \(summary)")
            print("COUNTS \(counts)")
            if let violation { print("VIOLATION \(violation)") }
            fflush(nil)
            // The nodes' tasks are still there, and are not run out.
            _exit(violation == nil ? 0 : 1)
        } catch {
            print("VIOLATION the run could not be made: \(error)")
            return 2
        }
    }

    /// Every fifth seed is a node against a peer that holds a valid key.
    static func isHostile(_ seed: UInt64) -> Bool { seed % 5 == 0 }

    private static func play(_ seed: UInt64, _ directory: String, _ story: Story) throws -> (Violation?, String) {
        if isHostile(seed) {
            let run = try HostileRun(seed: seed, directory: directory, story: story)
            return (try run.run(), run.summary)
        }
        let run = try Run(seed: seed, directory: directory, story: story)
        return (try run.run(), run.summary)
    }
}
