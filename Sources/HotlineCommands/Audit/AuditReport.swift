import ArgumentParser
import HotlineArchive
import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineStore

/// `hotline audit report`: what the log of a line shows of a period.
struct AuditReport: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report on a line over a period: a page with pictures, CSV, JSON.",
        discussion: """
            The log is verified first; of one that is not whole nothing is said but what is wrong. -o names a new file and may be \
            repeated: .html is one self-contained page for screen and paper, .csv has a record for each message, .json what \
            the page has. Without -o a summary is shown. No content of messages is in it but with --with-body. It reads \
            the home's database, whether or not the daemon runs, or an export. Exit codes as in `hotline audit verify`.

            Example:
              hotline audit report --line beta.example --from 2026-01-01 --to 2027-01-01 -o report.html -o report.csv
            """)

    @OptionGroup var global: GlobalOptions

    @Option(name: .customLong("line"), help: "The peer of the line.")
    var peer: NameArgument

    @Option(help: "The first moment, UTC: 2026-01-01, or 2026-01-01T06:00:00Z.")
    var from: MomentArgument

    @Option(help: "The first moment that is not in it any more.")
    var to: MomentArgument

    @Option(
        name: [.short, .customLong("output")], help: "A new file: NAME.html, NAME.csv or NAME.json. May be repeated.")
    var output: [String] = []

    @Option(help: "A directory that 'hotline audit export' wrote, in the place of the home.")
    var export: String?

    @Option(name: .customLong("key"), help: "A party's key line, in the place of the one in the home. May be repeated.")
    var keys: [String] = []

    @Flag(help: "Show how texts and notes begin.")
    var withBody = false

    func run() async throws {
        guard let period = Self.period(from, to) else {
            throw CommandFailure.usage(
                "--from is before --to, and they are at most \(ReportLimits.periodDays) days apart")
        }
        let files = try output.map { try ReportFile($0) }
        let source: any AuditSource
        let trusted: [KeyLine]
        do {
            source = try AuditPlace.open(export ?? global.resolvedHome.path)
            trusted = AuditPlace.keys(try keys.map { try AuditPlace.keyLine($0) }, home: global.resolvedHome)
        } catch let error as AuditSourceError {
            throw Self.failure(AuditVerdict(unread: error, place: export ?? global.resolvedHome.path).outcome)
        }
        let records = try files.filter { $0.form == .csv }.map { try RecordFile(path: $0.path) }
        let report = try Self.made(source, trusted, period, peer) { message in
            for file in records { try file.append(message) }
        }
        for file in records { try file.finish() }
        let excerpts = Excerpts(source: withBody ? source : nil, logs: report.logs)
        try Self.keep(report, excerpts, files.filter { $0.form != .csv })
        global.show(ReportDocument(report, excerpts)) { ReportSummary.text(report, files.map(\.path), $0) }
    }

    private static func period(_ from: MomentArgument, _ to: MomentArgument) -> ReportPeriod? {
        let moments = [from, to].compactMap { ControlTime.milliseconds($0.text) }.map { Int64(clamping: $0) }
        return moments.count == 2 ? ReportPeriod(from: moments[0], to: moments[1]) : nil
    }

    private static func made(
        _ source: any AuditSource, _ keys: [KeyLine], _ period: ReportPeriod, _ peer: NameArgument,
        _ each: (ReportedMessage) throws -> Void
    ) throws -> LineReport {
        let progress = SharedProgress(console: .current)
        let reporter = LineReporter(source: source, keys: AuditKeys(keys), period: period) { now in
            progress.move(to: "verifying \(now.log): \(now.leaves) of \(now.size) entries")
        }
        let verdict = try reporter.run(peer: peer.name, each: each)
        progress.end()
        switch verdict {
        case .made(let report): return report
        case .broken(let finding): throw failure(.broken(finding))
        case .unchecked(let reason): throw failure(.unchecked(reason: reason))
        }
    }

    private static func keep(_ report: LineReport, _ excerpts: Excerpts, _ files: [ReportFile]) throws {
        for file in files {
            let text =
                file.form == .html
                ? ReportPage(report: report, excerpts: excerpts).text
                : JSONOutput.text(ReportDocument(report, excerpts), isPretty: true) + "\n"
            try Home.createFile(file.path, Array(text.utf8))
        }
    }

    private static func failure(_ outcome: AuditVerdict.Outcome) -> CommandFailure {
        switch outcome {
        case .broken(let finding):
            CommandFailure(
                .broken, code: "broken", "the log is not whole, so there is no report: \(finding.description)",
                remedy: "hotline audit verify says what it means; keep the database as it is")
        case .unchecked(let reason):
            CommandFailure(
                .unchecked, code: "unchecked", "the log could not be checked, so there is no report: \(reason)",
                remedy: "name both parties' key lines with --key")
        case .whole: CommandFailure.local("the log could not be read")
        }
    }
}
