import Foundation
import HotlineControl
import Testing

/// The JSON of each type, as Docs/openapi.yaml describes it: a renamed field is a broken client.
@Suite struct ShapeTests {
    private func expectShape<Value: Codable & Hashable>(_ value: Value, _ json: String) throws {
        #expect(String(decoding: try ControlJSON.encode(value), as: UTF8.self) == json)
        #expect(try ControlJSON.decode(Value.self, from: Data(json.utf8)) == value)
    }

    /// A request is read by its own strict reader.
    private func expectRequest<Request: ControlRequest & Hashable>(_ request: Request, _ json: String) throws {
        #expect(String(decoding: try ControlJSON.encode(request), as: UTF8.self) == json)
        #expect(try ControlJSON.decodeRequest(Request.self, from: Array(json.utf8)) == request)
    }

    static let head = #"{"origin":"a/b/00","root":"ab","size":7}"#

    @Test("a status has the documented fields")
    func status() throws {
        let line =
            #"{"clock_skew_seconds":-4,"connected_since":"2026-11-21T22:04:05.123Z","last_error":"e","log":\#(Self.head),"#
            + #""overdue":2,"peer":"b","peer_log":\#(Self.head),"queued":1,"route":"h:1","session":3,"#
            + #""state":"stopped","stopped_reason":"fork","verified":true}"#
        try expectShape(
            Sample.status,
            #"{"epoch":"00","granting":false,"granting_reason":"no_space","key_line":"k","#
                + #""lines":[\#(line)],"listen":"h:1","name":"a","#
                + #""started_at":"2026-11-21T22:04:05.123Z","version":"1"}"#)
    }

    @Test("what an audit found has the documented fields")
    func audit() throws {
        try expectShape(
            AuditStatus(verdict: .broken, finishedAt: "t", entries: 7, reason: "r", meaning: "m"),
            #"{"entries":7,"finished_at":"t","meaning":"m","reason":"r","verdict":"broken"}"#)
    }

    @Test("identity and peers have the documented fields")
    func peers() throws {
        try expectShape(
            NodeIdentity(keyLine: "k", name: "a", keyID: "00"), #"{"key_id":"00","key_line":"k","name":"a"}"#)
        try expectShape(
            PeerList(peers: [Sample.peer]),
            #"{"peers":[{"key_line":"k","log":"a/b/00","name":"b","routes":["h:1"],"safety_number":"12345","#
                + #""verified_at":"2026-11-21T22:04:05.123Z"}]}"#)
        try expectRequest(AddPeerRequest(keyLine: "k", routes: []), #"{"key_line":"k","routes":[]}"#)
        try expectRequest(VerifyPeerRequest(safetyNumber: "1"), #"{"safety_number":"1"}"#)
        try expectRequest(AddRouteRequest(route: "h:1", first: true), #"{"first":true,"route":"h:1"}"#)
    }

    @Test("a backup has the documented fields")
    func backup() throws {
        var status = BackupStatus(path: "/h/b", startedAt: "t")
        (status.state, status.finishedAt, status.pagesCopied, status.pagesTotal) = (.failed, "u", 3, 9)
        (status.bytes, status.schema, status.logs) = (4096, 1, [BackupStatus.Log(origin: "a/b/00", size: 7)])
        status.error = ControlError(.storeFull, "m")
        try expectShape(
            status,
            #"{"bytes":4096,"error":{"code":"store_full","message":"m"},"finished_at":"u","logs":[{"origin":"a/b/00","#
                + #""size":7}],"pages_copied":3,"pages_total":9,"path":"/h/b","schema":1,"started_at":"t","state":"failed"}"#
        )
    }

    @Test("a message has the documented fields")
    func message() throws {
        let time = #""2026-11-21T22:04:05.123Z""#
        try expectShape(
            Sample.message,
            #"{"acknowledge_by_seconds":60,"acknowledge_due":\#(time),"acknowledgements":[{"at":\#(time),"by":"b","#
                + #""decision":"accepted","id":"\#(Sample.otherID)","note":"n","officer":"O"}],"channel":"csirt","#
                + #""details":{"code":"c","decision":"accepted","officer":"O"},"digest":"ef","direction":"sent","#
                + #""epoch":"00","id":"\#(Sample.id)","in_reply_to":"\#(Sample.otherID)","issued_at":\#(time),"#
                + #""kind":"notice","language":"en","leaf_index":1,"media_type":"application/json","overdue":false,"#
                + #""peer":"b","precedence":"flash","receipt":{"issued_at":\#(time),"leaf_index":8,"log":"b/a/01","#
                + #""root":"cd","stored_at":\#(time),"tree_size":9,"verified":true},"recipient":"b","#
                + #""refusal":{"at":\#(time),"code":"unknown-kind","id":"\#(Sample.otherID)"},"sender":"a","#
                + #""sequence":1,"size":2,"state":"acknowledged","stored_at":\#(time),"text":"{}","tlp":"amber","#
                + #""transferred":1}"#)
    }

    @Test("requests about messages have the documented fields")
    func requests() throws {
        try expectRequest(
            Sample.submit,
            #"{"acknowledge_by_seconds":60,"channel":"csirt","in_reply_to":"\#(Sample.otherID)","kind":"message","#
                + #""language":"en","media_type":"text/plain","message_id":"\#(Sample.id)","peer":"b","#
                + #""precedence":"flash","text":"hi","tlp":"amber"}"#)
        try expectRequest(
            AcknowledgeRequest(messageID: Sample.id, officer: "O", decision: "denied", note: "n"),
            #"{"decision":"denied","message_id":"\#(Sample.id)","note":"n","officer":"O"}"#)
    }

    @Test("a log page has the documented fields")
    func log() throws {
        try expectShape(
            Sample.logPage,
            #"{"entries":[{"at":"2026-11-21T22:04:05.123Z","index":1,"leaf_hash":"11","message":{"channel":"csirt","#
                + #""direction":"sent","id":"\#(Sample.id)","kind":"notice","precedence":"flash"},"type":"statement"},"#
                + #"{"head":{"issued_at":"2026-11-21T22:04:05.123Z","log":"b/a/01","root":"cd","tree_size":9},"#
                + #""index":2,"leaf_hash":"22","type":"head"}],"log":"a/b/00","next":3,"root":"ab","size":7}"#)
    }

    @Test("an error has the documented fields")
    func error() throws {
        try expectShape(
            ErrorReply(error: ControlError(.storeFull, "full", remedy: "free space", messageID: Sample.id)),
            #"{"error":{"code":"store_full","message":"full","message_id":"\#(Sample.id)","remedy":"free space"}}"#)
        try expectShape(
            ErrorReply(error: ControlError(.internal, "m")), #"{"error":{"code":"internal","message":"m"}}"#)
    }

    @Test("a reply's unknown fields are passed over: an older client can read a newer node")
    func unknownFields() throws {
        let json = #"{"key_id":"00","key_line":"k","name":"a","new":{"x":[1]}}"#
        #expect(try ControlJSON.decode(NodeIdentity.self, from: Data(json.utf8)).name == "a")
    }

    @Test("every request's list of fields is what it encodes")
    func fieldNames() throws {
        func names(_ value: some ControlRequest) throws -> Set<String> {
            let object = try JSONSerialization.jsonObject(with: ControlJSON.encode(value)) as? [String: Any]
            return Set((object ?? [:]).keys)
        }
        #expect(try names(AddPeerRequest(keyLine: "k", routes: [])) == AddPeerRequest.fieldNames)
        #expect(try names(VerifyPeerRequest(safetyNumber: "1")) == VerifyPeerRequest.fieldNames)
        #expect(try names(AddRouteRequest(route: "h:1")) == AddRouteRequest.fieldNames)
        let acknowledge = AcknowledgeRequest(messageID: Sample.id, officer: "O", decision: "denied", note: "n")
        #expect(try names(acknowledge) == AcknowledgeRequest.fieldNames)
        var submit = Sample.submit
        submit.bodyBase64 = ""
        #expect(try names(submit) == SubmitRequest.fieldNames)
    }
}
