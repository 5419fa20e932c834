internal import ArgumentParser
internal import HotlineNode

/// The daemon: reads its home, runs one node until it is told to stop.
@main
struct Hotlined: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hotlined",
        abstract: "Runs a Hotline node in the foreground.",
        discussion: """
            The node listens for its peers, dials them, and serves the local API on HOME/run/hotline.sock.
            SIGTERM and SIGINT stop it gracefully; SIGHUP reads peers, routes and the log level anew.

            EXAMPLE: hotlined --home /var/lib/hotline

            EXIT STATUS: 0 stopped as asked; 64 usage; 69 the port, database or socket is in use; 74 the disk failed; \
            77 a key file is readable by others; 78 the configuration or home is wrong; 70 anything else.
            """,
        version: Node.version)

    @Option(help: "The node's home directory (default: $HOTLINE_HOME, then ~/.hotline).")
    var home: String?

    @Option(help: "A file that holds the identity's passphrase.")
    var passphraseFile: String?

    func run() async throws {
        let status = await Daemon.run(home: home, passphraseFile: passphraseFile)
        throw ExitCode(status)
    }
}
