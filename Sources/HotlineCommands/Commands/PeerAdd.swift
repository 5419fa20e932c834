import ArgumentParser
import HotlineControl
import HotlineCrypto
import HotlineStore

/// `hotline peer add`: pins a peer's key line.
struct PeerAdd: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Pin a peer's key line and the addresses where it can be dialled.",
        discussion: """
            The same key line again replaces the routes. Without a route, only the peer dials.

            Example:
              hotline peer add "$(cat beta.example.pub)" --route beta.example:7411
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's key line, as its 'hotline identity' prints it.")
    var keyLine: String

    @Option(name: .customLong("route"), help: "HOST:PORT where the peer can be dialled; may be given several times.")
    var routes: [Endpoint] = []

    @Option(help: "File whose first line opens the private key (needed only while the daemon is down).")
    var passphraseFile: String?

    func validate() throws {
        guard routes.allSatisfy({ $0.port != 0 }) else { throw ValidationError("a route's port is 1 to 65535") }
        guard routes.count <= ControlLimits.routes else {
            throw ValidationError("a peer has at most \(ControlLimits.routes) routes")
        }
    }

    func run() async throws {
        let line: KeyLine
        do { line = try KeyLine(parsing: keyLine) } catch {
            throw CommandFailure(.failed, code: "bad_key_line", "this key line is refused: \(error)")
        }
        let environment = Console.current.environment
        let peer = try await PeerBook(global).add(line, routes: routes.map(\.description)) {
            try PassphraseFile.resolve(option: passphraseFile, environment: environment)
        }
        global.show(peer) { PeerText.fields(peer, $0) }
        guard peer.verifiedAt == nil else { return }
        Console.current.note(
            "hotline: \(TerminalText.escape(peer.name)) is not verified yet; compare the safety number over another medium:\n"
                + "  hotline peer verify \(TerminalText.escape(peer.name))")
    }
}
