import ArgumentParser
import Foundation

/// What is measured in one go.
enum Part: String, CaseIterable, ExpressibleByArgument {
    case window, counts, bodies, lines, idle, stored, audit, export, prove

    /// What `all` runs; a million stored messages take too long to be made by the way.
    static let usual: [Part] = [.window, .counts, .bodies, .lines, .idle]
}

/// Options of every part.
struct Options: ParsableArguments {
    @Option(help: "Folder of the release programs hotlined and hotline.")
    var bin = ".build/release"

    @Option(help: "Folder for the nodes' homes: its disk is what is measured, so not one in memory.")
    var scratch = "/var/tmp"

    @Option(help: "Messages of one measurement instead of each one's own number.")
    var messages: Int?

    @Option(help: "Bytes of a message's body, but for bodies.")
    var body = 1024

    @Option(help: "Messages in flight; may be given several times. Default: 1, 16 and 256.")
    var window: [Int] = []

    @Option(help: "Connections over which messages are submitted; the local API serves 128.")
    var connections = 100

    @Option(help: "Entries that are stored before `stored` measures.")
    var stored = 1_000_000

    @Option(help: "Entries of the largest log that `audit`, `export` and `prove` measure; they begin with 1,000.")
    var audited = 1_000_000

    @Option(help: "Folder in which these and `stored` keep their filled pair of nodes, and find it in the next run.")
    var filled: String?

    @Option(help: "Lines of `idle`, each with a daemon of its own at the other end.")
    var idle = 200

    @Option(help: "File for the figures as JSON.")
    var json: String?

    @Option(help: "File for the tables as Markdown.")
    var markdown: String?

    @Flag(help: "A tenth of everything: to see that it works, not to compare.")
    var quick = false

    var windows: [Int] { window.isEmpty ? [1, 16, 256] : window }

    /// A number of messages, or what stands in its place.
    func count(_ usual: Int) -> Int { max(1, messages ?? (quick ? usual / 10 : usual)) }
}
