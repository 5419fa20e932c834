internal import Foundation
internal import FuzzSupport
internal import HotlineAudit
internal import HotlineControl
internal import HotlineCrypto
internal import HotlineNode

/// What needs the larger half of the product: requests of the local API, incident notices, proofs.
extension FuzzTarget {
    static let node = [
        FuzzTarget(name: "control") { bytes in
            if let submit = try? ControlJSON.decodeRequest(SubmitRequest.self, from: bytes) {
                let again = (try? ControlJSON.encode(submit)).map { [UInt8]($0) }
                let read = again.flatMap { try? ControlJSON.decodeRequest(SubmitRequest.self, from: $0) }
                require(read == submit, "a request is read back as it was written")
            }
            _ = try? ControlJSON.decodeRequest(AcknowledgeRequest.self, from: bytes)
            _ = try? ControlJSON.decodeRequest(EraseRequest.self, from: bytes)
            _ = try? ControlJSON.decodeRequest(AddPeerRequest.self, from: bytes)
            _ = try? ControlJSON.decodeRequest(VerifyPeerRequest.self, from: bytes)
        },
        FuzzTarget(name: "iodef") { bytes in
            guard (try? NoticeKind().check(body: bytes, mediaType: "application/json")) != nil else { return }
            // Another parser of JSON reads it too: what one reader sees, so does the next.
            require((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil, "a notice is JSON for others too")
        },
        FuzzTarget(name: "proof") { bytes in
            guard let file = try? ProofFile(decoding: bytes) else { return }
            require((try? file.encoded()) == bytes, "a proof file has one encoding")
            let report = ProofCheck(keys: Parties.both)?.check(bytes)
            require(report?.verdict != .refuted || report?.message == nil, "nothing of a refuted proof is shown")
        },
    ]
}
