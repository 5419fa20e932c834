import NIOHTTP1

extension ControlClient {
    /// `POST /v1/backup`: begins one; throws `backup_running` where one runs.
    public func beginBackup() async throws(ControlClientError) -> BackupStatus {
        let call = HTTPCall(method: .POST, target: try RequestTarget(["backup"]))
        return try await connector.exchange(call).decoded(BackupStatus.self)
    }

    /// `GET /v1/backup`: how far the newest one is; throws `not_available` where there was none.
    public func backup() async throws(ControlClientError) -> BackupStatus {
        try await get(["backup"])
    }
}
