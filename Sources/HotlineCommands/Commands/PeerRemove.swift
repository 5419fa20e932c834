import ArgumentParser

/// `hotline peer remove`: unpins a peer.
struct PeerRemove: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Unpin a peer: its line ends, its records stay.",
        discussion: """
            On a terminal the command asks first.

            Example:
              hotline peer remove beta.example --yes
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var name: NameArgument

    @Flag(help: "Do not ask.")
    var yes = false

    func run() async throws {
        guard yes || confirms() else {
            throw CommandFailure(.failed, code: "not_confirmed", "\(name) was not removed")
        }
        try await PeerBook(global).remove(name.name)
        global.show(["removed": name.description]) { _ in "\(name) is no longer pinned; its records stay." }
    }

    private func confirms() -> Bool {
        let console = Console.current
        guard console.inputIsTerminal, console.errorIsTerminal else { return true }
        console.complain(
            "End the line with \(TerminalText.escape(name.description))? Nothing more is sent to it or taken from it. "
                + "Type its name: ")
        return console.readLine() == name.description
    }
}
