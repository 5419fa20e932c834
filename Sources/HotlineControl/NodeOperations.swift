/// What a node can be asked to do: one method a route of the local API. The control server turns requests into these
/// calls; tests put a stand-in here.
///
/// Arguments have passed the checks of shape and size (ids, names, limits, times); what they name may not exist.
public protocol NodeOperations: Sendable {
    /// `GET /v1/status`
    func status() async throws(ControlError) -> NodeStatus

    /// `GET /v1/identity`
    func identity() async throws(ControlError) -> NodeIdentity

    /// `GET /v1/peers`
    func peers() async throws(ControlError) -> PeerList

    /// `POST /v1/peers`; not new where the same key was pinned already and only its routes were replaced.
    func addPeer(_ request: AddPeerRequest) async throws(ControlError) -> Answer<Peer>

    /// `GET /v1/peers/{name}`
    func peer(named name: String) async throws(ControlError) -> Peer

    /// `POST /v1/peers/{name}/verify`; throws `safety_number_mismatch` if the digits differ.
    func verifyPeer(named name: String, _ request: VerifyPeerRequest) async throws(ControlError) -> Peer

    /// `POST /v1/peers/{name}/routes`; not new where it changed nothing.
    func addRoute(toPeer name: String, _ request: AddRouteRequest) async throws(ControlError) -> Answer<Peer>

    /// `DELETE /v1/peers/{name}/routes`; throws `unknown_peer_route` where the peer has no such route.
    func removeRoute(_ route: String, ofPeer name: String) async throws(ControlError) -> Peer

    /// `DELETE /v1/peers/{name}`; the line's records stay in the database.
    func removePeer(named name: String) async throws(ControlError)

    /// `POST /v1/peers/{name}/recovery`: a line that was stopped for a rollback takes back what this node's database lost, or
    /// accepts the peer's new log; throws `not_stopped` where it is not stopped. `status` tells how it ends.
    func recoverLine(with name: String) async throws(ControlError) -> LineStatus

    /// `POST /v1/peers/{name}/checkpoint`: the peer cosigns this node's log as it stands; returns when that is stored. Throws
    /// `not_connected`, `not_available`, `not_cosigned`, `cosignature_timeout`. A cancelled task returns at its time limit.
    func witness(peer name: String, timeoutSeconds: Int) async throws(ControlError) -> CosignedCheckpointReply

    /// `GET /v1/evidence`: of one peer, a removed one too, or of all.
    func evidence(peer name: String?) async throws(ControlError) -> EvidenceList

    /// `POST /v1/messages`; returns after the commit with its fsync. Not new where the same id with the same content
    /// was there already; throws `message_id_conflict` where the content was other.
    func submit(_ request: SubmitRequest) async throws(ControlError) -> Answer<SubmitReply>

    /// `GET /v1/messages`
    func messages(_ query: MessageQuery) async throws(ControlError) -> MessageList

    /// `GET /v1/messages/{id}`, with the text where it can be shown.
    func message(id: String) async throws(ControlError) -> Message

    /// `GET /v1/messages/{id}/body`; throws `not_available` where the body was dropped or erased.
    func body(id: String) async throws(ControlError) -> MessageBody

    /// `GET /v1/messages/{id}/statement`: the signed bytes (COSE_Sign1).
    func statement(id: String) async throws(ControlError) -> [UInt8]

    /// `GET /v1/messages/{id}/receipt`: the receipt's bytes (RFC 9942); throws `not_available` while there is none.
    func receipt(id: String) async throws(ControlError) -> [UInt8]

    /// `GET /v1/messages/{id}/proof`: a proof file (Docs/Proof.md); throws `not_available` where the body is asked for and is
    /// not kept.
    func proof(id: String, withBody: Bool) async throws(ControlError) -> [UInt8]

    /// `GET /v1/messages/{id}/wait`: the message as soon as the condition holds, or as it is after so many seconds.
    /// A cancelled task returns at once.
    func wait(
        id: String, until condition: WaitCondition, timeoutSeconds: Int
    ) async throws(ControlError) -> Message

    /// `POST /v1/messages/{id}/acknowledgement`: a decision on message `id`; returns as ``submit(_:)`` does.
    func acknowledge(id: String, _ request: AcknowledgeRequest) async throws(ControlError) -> Answer<SubmitReply>

    /// `POST /v1/messages/{id}/erase`: returns when the body is gone from the database's files, or after
    /// ``ControlLimits/erasingSeconds`` as `erasing`. Not new where it was erased before; throws `not_receipted`, `in_transfer`,
    /// `awaits_acknowledgement`, `not_available`.
    func erase(id: String, _ request: EraseRequest) async throws(ControlError) -> Answer<Message>

    /// `POST /v1/backup`: begins one in the node's home; throws `backup_running` while one runs.
    func beginBackup() async throws(ControlError) -> BackupStatus

    /// `GET /v1/backup`: the newest one; throws `not_available` where none was asked for.
    func backup() async throws(ControlError) -> BackupStatus

    /// `GET /v1/log`
    func log(_ query: LogQuery) async throws(ControlError) -> LogPage

    /// `GET /v1/log/messages`: the messages of the log that the query takes, each with what became of it.
    func readLog(_ query: LogReadingQuery) async throws(ControlError) -> LogReading

    /// `GET /v1/events`: what happens from now on; with `since` (RFC 3339 UTC), first what is still remembered from
    /// that moment on. The stream's buffer is bounded by the node; when the reader stops reading, the stream ends.
    func events(_ query: EventQuery) async throws(ControlError) -> AsyncStream<NodeEvent>
}
