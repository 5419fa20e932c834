// Two nodes in one program: they pair, one speaks, the other's receipt proves it. No socket, no file, no clock.
import HotlineCrypto
@_spi(Store) import HotlineProtocol  // `Store`: who keeps the log says when something is committed.

let (now, start) = (UTCTime(milliseconds: 1_795_298_400_000), MonotonicTime(sinceStart: .zero))
struct Node {  // One end of a line: its machines, and a log in memory where a daemon has a database.
    var (ledger, session): (LineLedger, SessionMachine)
    var log = MemoryLog()
    var receipts: [Receipt] = []

    init(_ me: KeyLine, key: SigningKey, peer: KeyLine, epoch: Epoch) throws {
        let opening = try LogOpening(owner: me, peer: peer, id: try secureRandomBytes(8), key: key, at: now)
        ledger = LineLedger(new: opening, epoch: epoch)
        let first = ledger.seal(at: now)
        log.append(DurableBatch(committed: first))
        let hello = try ledger.hello(newest: first.head, key: key, dialCounter: 0, at: now)
        session = SessionMachine(line: ledger.line(peerOpening: nil), hello: hello, at: start)
    }
    mutating func commit() -> [DurableStatement] {
        let batch = DurableBatch(committed: ledger.seal(at: now))  // A daemon's store has called fsync before this.
        log.append(batch)
        return batch.statements
    }
    mutating func receive(_ frame: Frame) throws {
        switch try session.receive(frame, at: start) {
        case .hello: try session.resume(OwnHistory(untold: ledger.state), peerTails: [:])
        case .arrived(let arrival):
            guard case .whole(let body) = arrival.body else { break }  // Of longer ones a store has kept the parts.
            _ = try ledger.take(arrival.verified, outcome: .delivered(.whole(body)))
            session.committed(commit())
        case .receipted(let records):
            ledger.take(records)
            _ = commit()
            receipts += try records.map { try $0.receipt.receipt() }
        case .nothing, .part, .lookup, .checkpoint, .cosigned, .declined, .ended: break
        }
    }
}

guard let alphaName = NodeName("alpha.example"), let betaName = NodeName("beta.example"),
    let alphaEpoch = Epoch(try secureRandomBytes(16)), let betaEpoch = Epoch(try secureRandomBytes(16)),
    let id = MessageID(at: now, random: try secureRandomBytes(10)), let csirt = ChannelName("csirt"),
    let body = SaltedBody(salt: try secureRandomBytes(16), content: Array("Port 502 is open.".utf8))
else { throw KeyLineError.badName }
let (alphaKey, betaKey) = (try SigningKey.generate(), try SigningKey.generate())
let alphaLine = KeyLine(name: alphaName, key: alphaKey.verifyingKey)
let betaLine = KeyLine(name: betaName, key: betaKey.verifyingKey)
print("exchanged:\n  \(alphaLine)\n  \(betaLine)\ncompared: \(SafetyNumber(alphaLine, betaLine))")
var alpha = try Node(alphaLine, key: alphaKey, peer: betaLine, epoch: alphaEpoch)
var beta = try Node(betaLine, key: betaKey, peer: alphaLine, epoch: betaEpoch)
let flash = Stream(channel: csirt, precedence: .flash)
let said = Submission(messageID: id, stream: flash, kind: .message, tlp: .amber, body: body, mediaType: "text/plain")
let statement = try alpha.ledger.issue(said, agreement: .builtIn, key: alphaKey, at: now)
_ = alpha.commit()
while alpha.receipts.isEmpty {
    if let frame = try alpha.session.nextFrame(reading: alpha.log, key: alphaKey) { try beta.receive(frame) }
    if let frame = try beta.session.nextFrame(reading: beta.log, key: betaKey) { try alpha.receive(frame) }
}
let proof = try alpha.receipts[0].verify(leaves: [statement.leafHash], owner: betaLine, peer: alphaName)[0]
print("receipt verified: beta has \(id) as leaf \(proof.leafIndex) of \(proof.head.head.origin)")
