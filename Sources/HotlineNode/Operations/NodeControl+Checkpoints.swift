internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import TransparencyLog

extension NodeControl {
    func witness(peer name: String, timeoutSeconds: Int) async throws(ControlError) -> CosignedCheckpointReply {
        let line = try find(peer: name)
        if let reason = await line.stopped { throw Self.stopped(name, reason) }
        switch await line.witness(within: .seconds(timeoutSeconds)) {
        case .cosigned(let cosigned): return Self.reply(name, cosigned)
        case .declined(let size, let held):
            throw ControlError(
                .notCosigned,
                "\(name) did not cosign the checkpoint of size \(size): it says that it holds size \(held)",
                remedy: "try again; if it stays so, ask the other side what its `hotline status` says of this line")
        case .disconnected:
            if let reason = await line.stopped { throw Self.stopped(name, reason) }
            throw ControlError(.notConnected, "\(name) is not connected", remedy: "see: hotline status")
        case .unsupported:
            throw ControlError(
                .notAvailable, "the node of \(name) does not exchange checkpoints",
                remedy: "ask the other side to run a version that does")
        case .timedOut:
            throw ControlError(
                .cosignatureTimeout, "\(name) has not cosigned within \(timeoutSeconds) s",
                remedy: "a cosignature that comes later is kept; try again")
        }
    }

    func evidence(peer name: String?) async throws(ControlError) -> EvidenceList {
        try await guarded {
            var items: [(at: UTCTime, item: EvidenceItem)] = []
            for line in try context.store.linesWithEvidence() {
                let peer = try context.store.peer(of: line)
                guard name == nil || peer.name.text == name else { continue }
                items += try context.store.evidence(of: line).map { ($0.at, Self.item($0, of: peer)) }
            }
            return EvidenceList(node: "\(context.local)", items: items.sorted { $0.at < $1.at }.map(\.item))
        }
    }

    private static func stopped(_ name: String, _ reason: String) -> ControlError {
        ControlError(
            .notConnected, "the line with \(name) is stopped: \(reason)", remedy: "see: hotline audit evidence \(name)")
    }

    private static func reply(_ name: String, _ cosigned: CosignedCheckpoint) -> CosignedCheckpointReply {
        let checkpoint = cosigned.verified.checkpoint
        return CosignedCheckpointReply(
            peer: name, log: checkpoint.origin.text, size: checkpoint.size, root: "\(checkpoint.root)",
            cosignedAt: ControlTime.text(seconds: cosigned.cosignedAt),
            note: String(decoding: cosigned.verified.note.encoded(), as: UTF8.self))
    }

    private static func item(_ evidence: Evidence, of peer: KeyLine) -> EvidenceItem {
        EvidenceItem(
            peer: peer.name.text, peerKeyLine: "\(peer)", reason: evidence.reason, at: ControlTime.text(evidence.at),
            objects: evidence.objects.map { Base64.encode($0) })
    }
}
