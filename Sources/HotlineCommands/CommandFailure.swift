import HotlineControl
import HotlineCrypto
import HotlineStore

/// Why a command did not do what was asked, as it is told to a person and to a program.
struct CommandFailure: Error, Equatable {
    /// How the program ends.
    let status: ExitStatus
    /// A stable name in snake_case: the local API's own codes, and `usage`, `daemon_unreachable`, `timed_out`, …
    let code: String
    /// What went wrong.
    let message: String
    /// What to do about it.
    var remedy: String?
    /// The message that the command was about, so that a retry can name it.
    var messageID: String?

    init(_ status: ExitStatus, code: String, _ message: String, remedy: String? = nil, messageID: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.remedy = remedy
        self.messageID = messageID
    }

    /// The same failure, naming a message where it names none yet.
    func about(_ messageID: String?) -> CommandFailure {
        var failure = self
        failure.messageID = self.messageID ?? messageID
        return failure
    }

    /// A command line that parses but makes no sense.
    static func usage(_ message: String) -> CommandFailure {
        CommandFailure(.usage, code: "usage", message)
    }

    /// Something that this program itself could not do.
    static func local(_ message: String, remedy: String? = nil) -> CommandFailure {
        CommandFailure(.failed, code: "local_failure", message, remedy: remedy)
    }
}

extension CommandFailure {
    /// What the node answered.
    init(_ error: ControlError) {
        self.init(
            ExitStatus(error.code), code: error.code.rawValue, error.message, remedy: error.remedy,
            messageID: error.messageID)
    }

    /// Any error as a failure: what has no better name is `local_failure`.
    init(of error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let shown as ShownFailure: self = shown.failure
        case let error as ControlError: self.init(error)
        case let error as ControlClientError: self.init(error)
        case let error as HomeError: self.init(error)
        case let error as StoreError: self.init(error)
        default: self = .local("\(error)")
        }
    }

    /// Why the node could not be asked. Where the outcome is unknown, the words say so.
    private init(_ error: ControlClientError) {
        switch error {
        case .node(let answer): self.init(answer)
        case .socketMissing(let path), .connectionRefused(let path):
            self.init(
                .unreachable, code: "daemon_unreachable", "hotlined is not running: nobody listens on \(path)",
                remedy: "start it: hotlined --home \(Self.home(ofSocket: path))")
        case .connectionFailed, .closed, .timedOut, .tooSlow:
            self.init(
                .unreachable, code: "no_answer", error.description,
                remedy: "what was asked may have been done; trying again with the same message id is safe")
        case .notAllowed, .pathTooLong, .badReply, .cancelled: self = .local(error.description)
        }
    }

    private static func home(ofSocket path: String) -> String {
        path.hasSuffix("/run/hotline.sock") ? String(path.dropLast("/run/hotline.sock".count)) : "HOME"
    }

    private init(_ error: HomeError) {
        let remedy: String? =
            switch error {
            case .missing: "make a node with: hotline init --name NAME"
            case .badKey(_, .needsPassphrase): "name the file that holds the passphrase with --passphrase-file"
            default: nil
            }
        self = .local(error.description, remedy: remedy)
    }
}

extension CommandFailure {
    /// What the store says where a command uses it directly, in the local API's codes.
    private init(_ error: StoreError) {
        switch error {
        case .inUse:
            self.init(
                .unreachable, code: "store_in_use", error.description,
                remedy: "the daemon is starting or stopping, or another command runs: try again")
        case .peerKeyConflict(let pinned):
            self.init(
                .conflict, code: ControlError.Code.peerKeyConflict.rawValue, error.description,
                remedy: "if the peer really has a new identity: hotline peer remove \(pinned.name), then add it again")
        case .notFound:
            self.init(
                .failed, code: ControlError.Code.unknownPeer.rawValue, error.description,
                remedy: "hotline peer list shows the peers")
        case .full: self.init(.failed, code: ControlError.Code.storeFull.rawValue, error.description)
        case .unreadable:
            self.init(
                .failed, code: "store", error.description, remedy: "make what is missing with: hotline init --name NAME"
            )
        case .exists:
            self.init(.conflict, code: "file_exists", error.description, remedy: "name a file that is not there")
        case .noSpace, .notWritten: self.init(.failed, code: "not_written", error.description)
        case .notMigrated:
            self.init(
                .failed, code: "not_migrated", error.description,
                remedy: "mend what is named, then start again; or start the former version")
        case .damaged:
            self.init(
                .failed, code: ControlError.Code.storeDamaged.rawValue, error.description,
                remedy: "keep a copy of it before you touch anything; the other side holds signed heads of the log")
        case .notADatabase, .newerSchema, .wrongNode, .failed, .conflict, .ownIdentity, .closed:
            self.init(.failed, code: "store", error.description)
        }
    }
}

extension ExitStatus {
    /// How a program ends that the node answered so.
    init(_ code: ControlError.Code) {
        switch code {
        case .messageIDConflict, .peerKeyConflict, .safetyNumberMismatch, .backupRunning, .notStopped: self = .conflict
        case .cosignatureTimeout: self = .timedOut
        default: self = .failed
        }
    }
}

/// A failure whose result was shown already, so that `--json` still prints one object.
struct ShownFailure: Error {
    let failure: CommandFailure

    init(_ failure: CommandFailure) {
        self.failure = failure
    }
}
