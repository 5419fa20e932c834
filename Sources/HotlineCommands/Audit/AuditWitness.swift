import ArgumentParser
import HotlineControl
import HotlineStore

/// `hotline audit witness`: the peer cosigns this node's log now.
struct AuditWitness: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Have the peer cosign this node's log as it stands now, and show the checkpoint.",
        discussion: """
            The peer signs that this log, of this size and root, extends all that it saw of it before. The checkpoint is a \
            signed note (C2SP tlog-checkpoint, tlog-cosignature), which public tools verify. It is kept; the nodes also \
            exchange one on connection, hourly and at shutdown.

            Example:
              hotline audit witness beta.example -o checkpoint.txt
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The peer's name.")
    var peer: NameArgument

    @Option(help: "Seconds to wait for the cosignature, 1 to \(ControlLimits.waitSeconds).")
    var timeout = ControlLimits.cosignatureSeconds

    @Option(name: .shortAndLong, help: "Write the checkpoint to this new file too.")
    var output: String?

    func validate() throws {
        guard (1...ControlLimits.waitSeconds).contains(timeout) else {
            throw ValidationError("--timeout is 1 to \(ControlLimits.waitSeconds)")
        }
    }

    func run() async throws {
        let reply = try await global.client.witness(peer: peer.description, timeoutSeconds: timeout)
        if let output { try Home.createFile(output, Array(reply.note.utf8)) }
        global.show(reply) { EvidenceText.checkpoint(reply, $0) }
    }
}
