import ArgumentParser
import HotlineControl
import HotlineStore

/// `hotline peer route`: where a peer can be dialled.
struct PeerRoute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Add and remove the addresses where a peer can be dialled.",
        discussion: """
            Routes are dialled in order of preference, each a moment after the one before. A change ends no session.
            'hotline peer list' shows them.

            Example:
              hotline peer route add beta.example backup.beta.example:7411
              hotline peer route remove beta.example backup.beta.example:7411
            """,
        subcommands: [PeerRouteAdd.self, PeerRouteRemove.self])
}

/// `hotline peer route add`
struct PeerRouteAdd: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a route, as the last or as the first to be dialled.",
        discussion: """
            A route that is there already stays in its place; --first brings it to the front.

            Example:
              hotline peer route add beta.example 192.0.2.7:7411
              hotline peer route add beta.example [2001:db8::7]:7411 --first
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var name: NameArgument

    @Argument(help: "HOST:PORT where the peer can be dialled.")
    var route: Endpoint

    @Flag(help: "Prefer it to all others.")
    var first = false

    func validate() throws {
        guard route.port != 0 else { throw ValidationError("a route's port is 1 to 65535") }
    }

    func run() async throws {
        let peer = try await PeerBook(global).change(name.name, .add(route.description, first: first))
        global.show(peer) { PeerText.fields(peer, $0) }
    }
}

/// `hotline peer route remove`
struct PeerRouteRemove: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a route; a session over it stays until it ends.",
        discussion: """
            Without any route, only the peer dials.

            Example:
              hotline peer route remove beta.example 192.0.2.7:7411
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var name: NameArgument

    @Argument(help: "HOST:PORT as 'hotline peer list' shows it.")
    var route: Endpoint

    func run() async throws {
        let peer = try await PeerBook(global).change(name.name, .remove(route.description))
        global.show(peer) { PeerText.fields(peer, $0) }
    }
}
