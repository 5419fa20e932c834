import Foundation
import HotlineControl
import Testing

/// Codes and their statuses: programs compare them, so none may change.
@Suite struct ErrorTests {
    static let table: [(ControlError.Code, String, Int)] = [
        (.invalidRequest, "invalid_request", 400), (.malformedBody, "malformed_body", 400),
        (.unknownKind, "unknown_kind", 400), (.unknownChannel, "unknown_channel", 400),
        (.notPermitted, "not_permitted", 403), (.unknownRoute, "unknown_route", 404),
        (.unknownPeer, "unknown_peer", 404),
        (.unknownPeerRoute, "unknown_peer_route", 404), (.unknownMessage, "unknown_message", 404),
        (.notAvailable, "not_available", 404), (.methodNotAllowed, "method_not_allowed", 405),
        (.requestTimeout, "request_timeout", 408), (.messageIDConflict, "message_id_conflict", 409),
        (.peerKeyConflict, "peer_key_conflict", 409), (.safetyNumberMismatch, "safety_number_mismatch", 409),
        (.notReceipted, "not_receipted", 409), (.inTransfer, "in_transfer", 409),
        (.awaitsAcknowledgement, "awaits_acknowledgement", 409), (.backupRunning, "backup_running", 409),
        (.notStopped, "not_stopped", 409), (.notConnected, "not_connected", 409), (.notCosigned, "not_cosigned", 409),
        (.cosignatureTimeout, "cosignature_timeout", 504), (.bodyTooLarge, "body_too_large", 413),
        (.tooManyStreams, "too_many_streams", 429),
        (.internal, "internal", 500), (.storeDamaged, "store_damaged", 500),
        (.shuttingDown, "shutting_down", 503), (.storeFull, "store_full", 507),
    ]

    @Test("each code has its stable name and status", arguments: table)
    func codes(code: ControlError.Code, name: String, status: Int) {
        #expect(code.rawValue == name)
        #expect(ControlError(code, "").httpStatus == status)
    }

    @Test("the table above is complete")
    func complete() {
        #expect(Self.table.map(\.0) == ControlError.Code.allCases)
    }

    @Test("a code that this version does not know counts as internal and keeps its words")
    func unknownCode() throws {
        let json = #"{"code":"from_the_future","message":"m","remedy":"r"}"#
        let error = try ControlJSON.decode(ControlError.self, from: Data(json.utf8))
        #expect(error == ControlError(.internal, "m", remedy: "r"))
    }

    @Test("an error says its remedy")
    func description() {
        #expect("\(ControlError(.storeFull, "no space", remedy: "free some"))" == "no space (free some)")
        #expect("\(ControlError(.storeFull, "no space"))" == "no space")
    }

    @Test("only a missing or deserted socket means that nothing was done")
    func unreachable() {
        let unreachable: [ControlClientError] = [.socketMissing(path: "p"), .connectionRefused(path: "p")]
        let others: [ControlClientError] = [
            .node(ControlError(.internal, "")), .notAllowed(path: "p"), .closed, .timedOut(seconds: 1), .badReply(""),
        ]
        #expect(unreachable.allSatisfy { $0.isUnreachable && $0.isTransient })
        #expect(!others.contains { $0.isUnreachable })
    }

    @Test("a retry makes sense when the node stops, and not when it refuses")
    func transient() {
        #expect(ControlClientError.node(ControlError(.shuttingDown, "")).isTransient)
        #expect(ControlClientError.closed.isTransient)
        #expect(!ControlClientError.node(ControlError(.messageIDConflict, "")).isTransient)
        #expect(!ControlClientError.notAllowed(path: "p").isTransient)
    }

    @Test("a daemon that does not run is named, with how to start it")
    func remedies() {
        #expect("\(ControlClientError.socketMissing(path: "/x/s"))".contains("no socket at /x/s (start `hotlined"))
        #expect("\(ControlClientError.connectionRefused(path: "/x/s"))".contains("nobody listens on /x/s (start"))
    }
}
