import ArgumentParser
import HotlineArchive
import HotlineAudit
import HotlineCrypto

/// `hotline audit reconcile`: the logs of both sides of a line beside each other.
struct AuditReconcile: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare both sides' logs of one line.",
        discussion: """
            Each of the two is a directory that `hotline audit export` wrote, or a home. Both are verified first, with the key \
            lines given with --key; where a home is here, with its own and its peers' keys for the names not given. Then every \
            message is looked for on both sides: which is missing where and who signed that he had it, in which order, and what \
            the clocks say. Exit code 0: nothing contradicts anything; 7: a side is not whole or contradicts what it signed; \
            8: it could not be checked, or one side shows less than it has signed.

            Example:
              hotline audit reconcile export-alpha export-beta --key KEYLINE --key KEYLINE
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "One side: an export or a home.")
    var first: String

    @Argument(help: "The other side.")
    var second: String

    @Option(name: .customLong("key"), help: "A party's key line. May be repeated.")
    var keys: [String] = []

    func run() async throws {
        let trusted = AuditPlace.keys(try keys.map { try AuditPlace.keyLine($0) }, home: global.resolvedHome)
        let progress = SharedProgress(console: .current)
        let places = [FilePath.absolute(first), FilePath.absolute(second)]
        let report: ReconcileReport
        do {
            let sources = try places.map { try AuditPlace.open($0) }
            let reconciler = Reconciler(sources[0], sources[1], keys: AuditKeys(trusted)) { _, now in
                progress.move(to: "verifying \(now.log): \(now.leaves) of \(now.size) entries")
            }
            report = ReconcileReport(reconciler.run(), places: places)
        } catch let error as AuditSourceError {
            report = ReconcileReport(error, places: places)
        }
        progress.end()
        global.show(report) { ReconcileText.text(report, $0) }
        if let failure = report.failure { throw ShownFailure(failure) }
    }
}
