import ArgumentParser

/// `hotline peer`: the nodes that this one has lines with.
struct PeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer",
        abstract: "Pin, verify, list and remove peers, and change their routes.",
        discussion: """
            Goes through the daemon where it runs, else directly to the database.

            Example:
              hotline peer add "$(cat beta.example.pub)" --route beta.example:7411
              hotline peer verify beta.example
            """,
        subcommands: [PeerAdd.self, PeerListCommand.self, PeerVerify.self, PeerRoute.self, PeerRemove.self])
}
