/// How `hotline` ends: the numbers are documented (Docs/Operating.md, "Exit codes"), and none is ever given another
/// meaning. 64 is `EX_USAGE` of sysexits.h.
enum ExitStatus: Int32, CaseIterable, Sendable {
    /// Done.
    case success = 0
    /// The node or this program could not do it.
    case failed = 1
    /// The daemon cannot be reached.
    case unreachable = 3
    /// Waited in vain: the message is stored and safe, and goes on by itself.
    case timedOut = 4
    /// It contradicts what is there: a message id, a pinned key, a safety number, a name.
    case conflict = 5
    /// The peer's node refused the message, or an officer denied it.
    case refused = 6
    /// What was checked is false or damaged: a proof that does not hold.
    case broken = 7
    /// It could not be checked, or not all of it: a key or a part is missing, or cannot be read.
    case unchecked = 8
    /// The command line is wrong.
    case usage = 64

    /// The table in the help text.
    static var table: String {
        allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n")
    }

    private var meaning: String {
        switch self {
        case .success: "done"
        case .failed: "the node or this program could not do it"
        case .unreachable: "the daemon cannot be reached"
        case .timedOut: "waited in vain; the message is stored and goes on by itself"
        case .conflict: "contradicts what is there (message id, key, safety number, name)"
        case .refused: "refused by the peer's node, or denied by its officer"
        case .broken: "what was checked does not hold"
        case .unchecked: "could not be checked, or not all of it"
        case .usage: "the command line is wrong"
        }
    }
}
