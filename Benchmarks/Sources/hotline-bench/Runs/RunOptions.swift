import ArgumentParser
import Foundation

/// Options of every run.
struct RunOptions: ParsableArguments {
    @Option(help: "Folder of the release programs hotlined and hotline.")
    var bin = ".build/release"

    @Option(help: "Folder for the nodes' homes: its disk is measured.")
    var scratch = FileManager.default.temporaryDirectory.path

    @Option(help: "Messages of one measurement; each has its own number where this is absent.")
    var messages: Int?

    @Option(help: "Bytes of a message's body.")
    var body = 1024

    @Flag(help: "A tenth of everything: to see that it works, not to compare.")
    var quick = false
}
