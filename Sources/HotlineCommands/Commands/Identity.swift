import ArgumentParser
import HotlineControl
import HotlineCrypto
import HotlineStore

/// `hotline identity`: the one line to give to the other side.
struct Identity: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "Print this node's key line, to give to the other side.",
        discussion: """
            The line is public. It needs no daemon.

            Example:
              hotline identity > alpha.example.pub
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let line = try IdentityFile.keyLine(in: global.resolvedHome)
        let identity = NodeIdentity(
            keyLine: line.description, name: line.name.text, keyID: line.key.keyID.description)
        global.show(identity) { _ in identity.keyLine }
    }
}
