import ArgumentParser
import HotlineControl
import HotlineStore

/// `hotline peer verify`: the safety number, and the peer's mark once it was compared.
struct PeerVerify: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Show the pair's safety number; once compared, mark the peer as verified.",
        discussion: """
            Both sides see the same 60 digits. Read them to each other over another medium (a telephone, a courier). On a \
            terminal the command then asks; else give the other side's digits with --number. Without either it only shows \
            the number.

            Example:
              hotline peer verify beta.example
              hotline peer verify beta.example --number "12345 67890 …"
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var name: NameArgument

    @Option(help: "The 60 digits that the other side reads out.")
    var number: String?

    func validate() throws {
        guard let number, SafetyDigits(number) == nil else { return }
        throw ValidationError("a safety number has 60 digits")
    }

    func run() async throws {
        let book = PeerBook(global)
        if let number { return showVerified(try await book.verify(name.name, number: number)) }
        let peer = try await book.peer(name.name)
        guard asks else { return global.show(peer) { PeerText.fields(peer, $0) } }
        guard confirms(peer) else {
            throw CommandFailure(.failed, code: "not_confirmed", "\(peer.name) was not marked as verified")
        }
        showVerified(try await book.verify(name.name, number: peer.safetyNumber))
    }

    private var asks: Bool {
        Console.current.inputIsTerminal && Console.current.errorIsTerminal && !global.json
    }

    private func confirms(_ peer: Peer) -> Bool {
        let console = Console.current
        console.note(
            "The safety number of this node and \(TerminalText.escape(peer.name)):\n\n\(PeerText.number(peer.safetyNumber))\n"
        )
        console.note("Compare it with the other side over another medium, digit by digit.")
        console.complain("Type yes if all 60 digits are the same: ")
        return console.readLine() == "yes"
    }

    private func showVerified(_ peer: Peer) {
        global.show(peer) { PeerText.fields(peer, $0) }
    }
}
