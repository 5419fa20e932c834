extension ControlError {
    /// The stable names of all reasons; programs may compare them, and none is ever given another meaning.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        /// The request is not what the API description asks for.
        case invalidRequest = "invalid_request"
        /// The content is not what its kind requires; the message names what is missing.
        case malformedBody = "malformed_body"
        /// No such kind.
        case unknownKind = "unknown_kind"
        /// No such channel.
        case unknownChannel = "unknown_channel"
        /// The agreement, the kind or the caller's rights do not allow it.
        case notPermitted = "not_permitted"
        /// No route of the API has this path.
        case unknownRoute = "unknown_route"
        /// No peer of this name is pinned.
        case unknownPeer = "unknown_peer"
        /// The peer has no such route.
        case unknownPeerRoute = "unknown_peer_route"
        /// No message has this id.
        case unknownMessage = "unknown_message"
        /// The message is there; its receipt, or its body, is not (not yet, or no longer).
        case notAvailable = "not_available"
        /// The path exists, the method does not; `Allow` names those that do.
        case methodNotAllowed = "method_not_allowed"
        /// The request did not arrive in time.
        case requestTimeout = "request_timeout"
        /// The id was used before with other content.
        case messageIDConflict = "message_id_conflict"
        /// Another key is pinned under that name.
        case peerKeyConflict = "peer_key_conflict"
        /// The digits are not this pair's.
        case safetyNumberMismatch = "safety_number_mismatch"
        /// Not erased: the message has no receipt yet.
        case notReceipted = "not_receipted"
        /// Not erased: the content is on its way.
        case inTransfer = "in_transfer"
        /// Not erased: an acknowledgement is awaited.
        case awaitsAcknowledgement = "awaits_acknowledgement"
        /// A backup runs already.
        case backupRunning = "backup_running"
        /// The line is not stopped, so that there is nothing to recover.
        case notStopped = "not_stopped"
        /// The line has no session, or is stopped.
        case notConnected = "not_connected"
        /// The peer did not cosign the checkpoint; the message says what it holds.
        case notCosigned = "not_cosigned"
        /// The peer has not cosigned in the time that was asked for.
        case cosignatureTimeout = "cosignature_timeout"
        /// The request or the content is beyond its limit.
        case bodyTooLarge = "body_too_large"
        /// ``ControlLimits/eventStreams`` event streams are open.
        case tooManyStreams = "too_many_streams"
        /// A failure of the node itself; its log says more.
        case `internal` = "internal"
        /// The database is damaged at the place that was asked for, or what stands there is not what was signed.
        case storeDamaged = "store_damaged"
        /// The node is stopping; nothing was stored.
        case shuttingDown = "shutting_down"
        /// No space for the message; nothing was stored.
        case storeFull = "store_full"

        /// The HTTP status of the answer.
        public var httpStatus: Int {
            switch self {
            case .invalidRequest, .malformedBody, .unknownKind, .unknownChannel: 400
            case .notPermitted: 403
            case .unknownRoute, .unknownPeer, .unknownPeerRoute, .unknownMessage, .notAvailable: 404
            case .methodNotAllowed: 405
            case .requestTimeout: 408
            case .messageIDConflict, .peerKeyConflict, .safetyNumberMismatch, .backupRunning, .notStopped,
                .notConnected, .notCosigned, .notReceipted, .inTransfer, .awaitsAcknowledgement:
                409
            case .bodyTooLarge: 413
            case .tooManyStreams: 429
            case .internal, .storeDamaged: 500
            case .shuttingDown: 503
            case .cosignatureTimeout: 504
            case .storeFull: 507
            }
        }
    }
}
