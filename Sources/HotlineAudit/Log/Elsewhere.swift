internal import HotlineCrypto
internal import HotlineProtocol

/// What a log says that only another place of the line's logs can bear out: a message that was delivered before, one that goes
/// on in a later log, a stream that goes on from a log before. It is gathered leaf by leaf, and looked for when all leaves were
/// taken (`LineSearch`): nothing of it is believed until it is found, verified like any other leaf.
struct Elsewhere {
    /// Where it has to be.
    enum Place: Hashable {
        /// In this log before the leaf, or in a log before this one.
        case earlier
        /// In a log before this one.
        case before
        /// In a log after this one.
        case after
    }

    /// What has to be there.
    enum Wanted {
        /// The same message of the peer, delivered.
        case delivery(Statement)
        /// The very statement, of the peer, and not as one that is logged again.
        case original(Digest)
        /// The very statement, which a stream goes on from.
        case tail(Digest, isOwn: Bool)
        /// The own message, as it goes on.
        case issue(Statement)
        /// The refusal that answers a message of the peer.
        case refusal(Statement)
    }

    struct Claim {
        let leaf: UInt64
        let place: Place
        let wanted: Wanted
        /// What is wrong where it is not found.
        let finding: AuditFinding
    }

    private(set) var claims: [Claim] = []
    /// Own statements that came back from the peer without their bodies, unless a log before this one has them.
    private(set) var returned: [UInt64: Statement] = [:]
    /// Records that name leaves of another log, by their own leaves.
    private(set) var erasures: [(leaf: UInt64, log: LogOrigin, last: UInt64)] = []

    mutating func take(_ checked: CheckedStatement, at leaf: UInt64) {
        guard let row = checked.row else { return }
        if row.isRepeat {
            add(.delivery(checked.statement), .earlier, leaf, "it repeats a message, and none was delivered before")
        } else if row.isElsewhere, checked.isOwn {
            add(.issue(checked.statement), .after, leaf, "its message goes on in a later log, and none has it")
        } else if row.isElsewhere {
            add(.original(checked.digest), .before, leaf, "a log before this one has it, and none does")
        }
    }

    private mutating func add(_ wanted: Wanted, _ place: Place, _ leaf: UInt64, _ what: String) {
        let finding = AuditFinding(.index, at: leaf, "its row says that \(what)")
        claims.append(Claim(leaf: leaf, place: place, wanted: wanted, finding: finding))
    }

    /// The first statement of a stream in this log goes on from one of a log before.
    mutating func goesOn(_ checked: CheckedStatement, at leaf: UInt64) {
        guard checked.row != nil, checked.statement.previous != .zero else { return }
        let finding = AuditFinding(
            .chain, at: leaf,
            "\(checked.statement.ordinal) of \(checked.statement.stream) goes on from a statement that no log before has"
        )
        let wanted = Wanted.tail(checked.statement.previous, isOwn: checked.isOwn)
        claims.append(Claim(leaf: leaf, place: .before, wanted: wanted, finding: finding))
    }

    /// Bodies were erased of which the statements are in a log before.
    mutating func erased(_ record: Erasure, at leaf: UInt64) {
        erasures.append((leaf, record.log, record.leaves.last ?? 0))
    }

    /// A message was refused that a refusal of before answers.
    mutating func wasRefused(_ statement: Statement, at leaf: UInt64) {
        claims.append(
            Claim(leaf: leaf, place: .earlier, wanted: .refusal(statement), finding: BatchHeads.unanswered(leaf)))
    }

    /// A body is not there, of a statement that the peer gave back or that a log before this one has.
    mutating func came(_ checked: CheckedStatement, withoutBodyAt leaf: UInt64) { returned[leaf] = checked.statement }
}

extension Elsewhere.Wanted {
    /// What a row must have for its leaf to be looked at.
    enum Mark: Hashable {
        case message([UInt8])
        case digest([UInt8])
        case reply([UInt8])
    }

    var mark: Mark {
        switch self {
        case .delivery(let statement), .issue(let statement): .message(statement.messageID.bytes)
        case .original(let digest), .tail(let digest, _): .digest(digest.bytes)
        case .refusal(let statement): .reply(statement.messageID.bytes)
        }
    }

    /// Whether a verified statement is it.
    func isMet(by found: CheckedStatement) -> Bool {
        let other = found.statement
        return switch self {
        case .delivery(let statement):
            !found.isOwn && found.row?.isDelivered == true && statement.says(theSameAs: other)
        case .original(let digest): !found.isOwn && found.digest == digest && found.row?.isElsewhere == false
        case .tail(let digest, let isOwn): found.isOwn == isOwn && found.digest == digest
        case .issue(let statement): found.isOwn && statement.saysSame(as: other)
        case .refusal(let statement):
            found.isOwn && other.kind == .refusal && other.inReplyTo == statement.messageID
                && other.stream == statement.stream
        }
    }
}

extension AuditRow {
    /// All that the row can be looked for by.
    var marks: [Elsewhere.Wanted.Mark] {
        [.message(messageID), .digest(digest)] + (inReplyTo.map { [.reply($0)] } ?? [])
    }
}

extension Statement {
    /// Whether this is the same message issued again: everything but its place and time is the same, the salt too.
    fileprivate func says(theSameAs other: Statement) -> Bool {
        saysSame(as: other) && body == other.body && agreement == other.agreement
    }
}
