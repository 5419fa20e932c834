internal import Foundation
internal import HotlineControl
internal import HotlineCrypto
internal import HotlineNode

/// What comes as text: requests of the local API, incident notices, key lines.
extension FuzzTarget {
    static let texts = [
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
        FuzzTarget(name: "keyline") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let line = try? KeyLine(parsing: text) else { return }
            require("\(line)" == text, "a key line has one form")
        },
    ]
}
