internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import Synchronization

/// `SpaceMachine` for all lines, with the disk that it is asked about; says in the log when it turns.
final class SpaceReserve: Sendable {
    private let machine = Mutex(SpaceMachine())
    private let logger: Logger
    private let freeBytes: @Sendable () -> UInt64?

    /// - Parameter freeBytes: what is free now; nil where that cannot be told, which counts as nothing.
    init(logger: Logger, freeBytes: @escaping @Sendable () -> UInt64?) {
        self.logger = logger
        self.freeBytes = freeBytes
    }

    /// A disk without end.
    static var unlimited: SpaceReserve { SpaceReserve(logger: Logger(label: "space")) { .max } }

    /// Whether a peer is kept from sending.
    var isShort: Bool { machine.withLock { $0.isShort } }

    /// What a line's peer is granted now.
    func credit(for line: LineID) -> Credit { change { $0.credit(for: line, free: $1) } }

    /// Which of a line's sessions are left: some that were granted something, some that wait for it.
    func keep(_ line: LineID, isGranted: Bool, isWaiting: Bool) {
        machine.withLock { machine in
            if !isGranted { machine.release(line) }
            if !isWaiting { machine.forget(line) }
        }
    }

    /// Looks at the disk.
    func look() { change { $0.look(free: $1) } }

    private func change<Value: Sendable>(_ body: (inout SpaceMachine, UInt64) -> Value) -> Value {
        let free = freeBytes() ?? 0
        let (value, before, after) = machine.withLock { machine in
            let before = machine.isShort
            let value = body(&machine, free)
            return (value, before, machine.isShort)
        }
        if after, !before {
            logger.error("too little space is free: peers may not send", metadata: ["free": "\(free)"])
        }
        if before, !after { logger.notice("space is free again: peers may send", metadata: ["free": "\(free)"]) }
        return value
    }
}

extension LineService {
    /// A live session that was granted nothing is granted something as soon as there is space for it.
    func offerCredit() {
        for number in sessions.keys.sorted() {
            guard let session = sessions[number], !session.isGranted, session.machine.isLive else { continue }
            let credit = context.space.credit(for: id)
            guard credit != .none else { return }
            sessions[number]?.machine.grant(credit)
            sessions[number]?.isGranted = true
            session.signal.yield()
        }
    }

    /// A session is over: what no other one of the line holds is free for other lines.
    func giveUpCredit() {
        context.space.keep(
            id, isGranted: sessions.values.contains { $0.isGranted },
            isWaiting: sessions.values.contains { !$0.isGranted })
    }
}
