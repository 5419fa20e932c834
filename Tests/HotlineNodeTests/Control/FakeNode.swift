import HotlineControl
import Synchronization

/// A node that answers with samples and remembers what it was asked.
final class FakeNode: NodeOperations {
    private let calls = Mutex<[String]>([])
    private let failure = Mutex<ControlError?>(nil)
    private let isNew = Mutex(true)
    private let lastSubmit = Mutex<SubmitRequest?>(nil)
    private let onWait: @Sendable () async -> Void
    /// Where events are put in.
    let events: EventSource

    /// What it was asked, oldest first.
    var asked: [String] { calls.withLock { $0 } }
    /// The last message that was submitted.
    var submitted: SubmitRequest? { lastSubmit.withLock { $0 } }

    init(events: EventSource = EventSource(), onWait: @escaping @Sendable () async -> Void = {}) {
        self.events = events
        self.onWait = onWait
    }

    /// From now on, every method throws this.
    func fail(with error: ControlError) {
        failure.withLock { $0 = error }
    }

    /// Whether the requests that make something are answered as new.
    func answerAsNew(_ new: Bool) {
        isNew.withLock { $0 = new }
    }

    /// Returns once the node was asked so.
    func called(_ call: String) async {
        while !calls.withLock({ $0.contains(call) }) { await Task.yield() }
    }

    private func note(_ call: String) throws(ControlError) {
        calls.withLock { $0.append(call) }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func status() async throws(ControlError) -> NodeStatus {
        try note("status")
        return Sample.status
    }

    func identity() async throws(ControlError) -> NodeIdentity {
        try note("identity")
        return Sample.identity
    }

    func peers() async throws(ControlError) -> PeerList {
        try note("peers")
        return PeerList(peers: [Sample.peer])
    }

    func beginBackup() async throws(ControlError) -> BackupStatus {
        try note("beginBackup")
        return BackupStatus(path: "/p", startedAt: "t")
    }

    func backup() async throws(ControlError) -> BackupStatus {
        try note("backup")
        return BackupStatus(path: "/p", startedAt: "t")
    }

    func addPeer(_ request: AddPeerRequest) async throws(ControlError) -> Answer<Peer> {
        try note("addPeer \(request.keyLine) \(request.routes.joined(separator: ","))")
        return Answer(Sample.peer, isNew: isNew.withLock { $0 })
    }

    func peer(named name: String) async throws(ControlError) -> Peer {
        try note("peer \(name)")
        return Sample.peer
    }

    func verifyPeer(named name: String, _ request: VerifyPeerRequest) async throws(ControlError) -> Peer {
        try note("verifyPeer \(name) \(request.safetyNumber)")
        return Sample.peer
    }

    func addRoute(toPeer name: String, _ request: AddRouteRequest) async throws(ControlError) -> Answer<Peer> {
        try note("addRoute \(name) \(request.route) \(request.first)")
        return Answer(Sample.peer, isNew: isNew.withLock { $0 })
    }

    func removeRoute(_ route: String, ofPeer name: String) async throws(ControlError) -> Peer {
        try note("removeRoute \(name) \(route)")
        return Sample.peer
    }

    func recoverLine(with name: String) async throws(ControlError) -> LineStatus {
        try note("recoverLine \(name)")
        return LineStatus(
            peer: name, verified: true, state: .recovering, queued: 0, overdue: 0,
            log: LogHead(origin: "a/b/00", size: 1, root: "00"))
    }

    func removePeer(named name: String) async throws(ControlError) {
        try note("removePeer \(name)")
    }

    func submit(_ request: SubmitRequest) async throws(ControlError) -> Answer<SubmitReply> {
        lastSubmit.withLock { $0 = request }
        try note("submit \(request.messageID)")
        return Answer(SubmitReply(message: Sample.message, warnings: ["a warning"]), isNew: isNew.withLock { $0 })
    }

    func messages(_ query: MessageQuery) async throws(ControlError) -> MessageList {
        let names = [query.box?.rawValue, query.peer, query.channel, String(query.limit), query.before]
        try note("messages " + names.map { $0 ?? "-" }.joined(separator: " "))
        return MessageList(messages: [Sample.message], next: "older")
    }

    func message(id: String) async throws(ControlError) -> Message {
        try note("message \(id)")
        return Sample.message
    }

    func body(id: String) async throws(ControlError) -> MessageBody {
        try note("body \(id)")
        return Sample.body
    }

    func statement(id: String) async throws(ControlError) -> [UInt8] {
        try note("statement \(id)")
        return [0xD2, 0x84]
    }

    func receipt(id: String) async throws(ControlError) -> [UInt8] {
        try note("receipt \(id)")
        return [0xD2, 0x84, 0x00]
    }

    func wait(
        id: String, until condition: WaitCondition, timeoutSeconds: Int
    ) async throws(ControlError) -> Message {
        try note("wait \(id) \(condition.rawValue) \(timeoutSeconds)")
        await onWait()
        return Sample.message
    }

    func acknowledge(id: String, _ request: AcknowledgeRequest) async throws(ControlError) -> Answer<SubmitReply> {
        try note("acknowledge \(id) \(request.messageID) \(request.officer) \(request.decision) \(request.note ?? "-")")
        return Answer(SubmitReply(message: Sample.message), isNew: isNew.withLock { $0 })
    }

    func witness(peer name: String, timeoutSeconds: Int) async throws(ControlError) -> CosignedCheckpointReply {
        try note("witness \(name) \(timeoutSeconds)")
        return CosignedCheckpointReply(
            peer: name, log: "a/b/0", size: 2, root: "r", cosignedAt: Sample.message.storedAt, note: "n")
    }

    func evidence(peer name: String?) async throws(ControlError) -> EvidenceList {
        try note("evidence \(name ?? "-")")
        return EvidenceList(node: "k", items: [])
    }

    func erase(id: String, _ request: EraseRequest) async throws(ControlError) -> Answer<Message> {
        try note("erase \(id) \(request.officer) \(request.note ?? "-")")
        return Answer(Sample.message, isNew: isNew.withLock { $0 })
    }

    func proof(id: String, withBody: Bool) async throws(ControlError) -> [UInt8] {
        try note("proof \(id) \(withBody)")
        return [0xA2, 0x01]
    }

    func readLog(_ query: LogReadingQuery) async throws(ControlError) -> LogReading {
        let filters = [
            query.channel, query.kind, query.precedence, query.since, query.until, query.officer, query.thread,
        ]
        let place = (query.from.map { "from \($0)" } ?? query.before.map { "before \($0)" }) ?? "-"
        try note("readLog \(query.peer) \(place) \(query.limit) \(filters.map { $0 ?? "-" }.joined(separator: " "))")
        return LogReading(log: "a/b/00", size: 9, messages: [Sample.message], next: 7)
    }

    func log(_ query: LogQuery) async throws(ControlError) -> LogPage {
        try note("log \(query.peer) \(query.from) \(query.limit)")
        return Sample.logPage
    }

    func events(_ query: EventQuery) async throws(ControlError) -> AsyncStream<NodeEvent> {
        let names = query.names.map { " " + $0.map(\.rawValue).sorted().joined(separator: ",") } ?? ""
        try note("events \(query.since ?? "-")\(names)\(query.isBrief ? " brief" : "")")
        return events.open()
    }
}

/// Hands out event streams and tells when one has ended.
final class EventSource: Sendable {
    private let current = Mutex<AsyncStream<NodeEvent>.Continuation?>(nil)
    private let (ends, ended) = AsyncStream<Void>.makeStream()

    func open() -> AsyncStream<NodeEvent> {
        let (stream, continuation) = AsyncStream<NodeEvent>.makeStream()
        continuation.onTermination = { [ended] _ in ended.yield() }
        current.withLock { $0 = continuation }
        return stream
    }

    /// Returns once a stream is open.
    func opened() async {
        while current.withLock({ $0 == nil }) { await Task.yield() }
    }

    func send(_ event: NodeEvent) {
        _ = current.withLock { $0?.yield(event) }
    }

    func finish() {
        current.withLock { $0?.finish() }
    }

    /// Returns when a stream that was open is no longer read.
    func waitForEnd() async {
        for await _ in ends { return }
    }
}
