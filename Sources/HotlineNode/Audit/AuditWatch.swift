internal import HotlineArchive
internal import HotlineAudit
internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import Logging
internal import ServiceLifecycle

/// Audits the node's own database again and again, and raises the alarm where it is not whole: a record in the log, an event,
/// and the newest verdict in `status`.
///
/// It reads the file through its own connections, as `hotline audit verify` does, and trusts this node's key and those that are
/// pinned in memory, which a change of the file does not reach; those of lines that are over stand in entry 0 of their logs,
/// which this node signed.
struct AuditWatch: Service {
    /// The time from the start to the first audit: a start has other things to do.
    private static let firstPause: Duration = .seconds(60)

    let registry: LineRegistry
    let database: String
    let schedule: AuditSchedule
    let desk: AuditDesk

    private var context: LineContext { registry.context }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let interval = schedule.interval else {
                try? await gracefulShutdown()
                return
            }
            var pause = min(Self.firstPause, interval)
            while !Task.isCancelled {
                try? await context.clock.sleep(until: context.clock.now() + pause)
                pause = interval
                if Task.isCancelled { return }
                await audit()
            }
        }
    }

    private func audit() async {
        let (database, own, pinned) = (database, context.local, registry.pins.all.map { $0.peer })
        let verdict = await AuditThread.run { pace in Self.verdict(database, own, pinned, pace) }
        guard let verdict else { return }
        desk.note(AuditStatus(verdict, finishedAt: ControlTime.text(context.clock.utc())))
        switch verdict.outcome {
        case .whole:
            context.logger.info("audit: whole", metadata: ["entries": "\(verdict.counts.leaves)"])
        case .unchecked(let reason):
            context.logger.error("audit: could not check", metadata: ["reason": "\(reason)"])
            publish(.auditUnchecked, reason, verdict)
        case .broken(let finding):
            context.logger.critical(
                "audit: broken",
                metadata: [
                    "log": "\(finding.log)", "place": "\(finding.place)", "what": "\(finding.what)",
                    "means": "\(finding.meaning)",
                ])
            publish(.auditBroken, "\(finding.log), \(finding.place): \(finding.what)", verdict)
        }
    }

    private static func verdict(
        _ database: String, _ own: KeyLine, _ pinned: [KeyLine], _ pace: AuditPace
    ) -> AuditVerdict {
        do {
            let source = try DatabaseSource(path: database)
            defer { source.close() }
            let keys = AuditKeys(own: own, pinned: pinned, logs: try source.logs())
            return Auditor(source: source, keys: keys, pace: pace).audit()
        } catch {
            return AuditVerdict(unread: error, place: database)
        }
    }

    /// An event is of a line: that of the first log with something wrong, else this node's own name.
    private func publish(_ event: NodeEvent.Name, _ reason: String, _ verdict: AuditVerdict) {
        let log = verdict.logs.first { !$0.findings.isEmpty || $0.obstacle != nil }
        let peer = log.flatMap { LogOrigin($0.origin)?.peer } ?? context.local.name
        context.events.publish(
            NodeChange(event: event, at: context.clock.utc(), peer: peer.text, reason: reason))
    }
}
