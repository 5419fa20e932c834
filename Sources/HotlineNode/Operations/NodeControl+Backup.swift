internal import HotlineControl

extension NodeControl {
    func beginBackup() async throws(ControlError) -> BackupStatus { try await backups.begin() }

    func backup() async throws(ControlError) -> BackupStatus {
        guard let status = await backups.status() else {
            throw ControlError(.notAvailable, "no backup was asked for since the node started")
        }
        return status
    }
}
