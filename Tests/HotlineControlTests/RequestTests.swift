import Foundation
import Testing

@testable import HotlineControl

/// What the client sends, and how requests are read.
@Suite struct RequestTests {
    @Test(
        "nothing that a user types becomes another path, parameter or header",
        arguments: [
            ("beta.example", "/v1/peers/beta.example"), ("a/b", "/v1/peers/a%2Fb"), ("a b", "/v1/peers/a%20b"),
            ("x\r\nHost: y", "/v1/peers/x%0D%0AHost%3A%20y"), ("?a=b&c#d", "/v1/peers/%3Fa%3Db%26c%23d"),
            ("é\u{0}", "/v1/peers/%C3%A9%00"), ("%41", "/v1/peers/%2541"), ("a-b_c~d", "/v1/peers/a-b_c~d"),
        ])
    func escaped(segment: String, path: String) throws {
        #expect(try RequestTarget(["peers", segment]).text == path)
    }

    @Test("parameters without a value are left out, values are escaped")
    func parameters() throws {
        let target = try RequestTarget(["messages"], [("box", "inbox"), ("peer", nil), ("before", "a+b&c")])
        #expect(target.text == "/v1/messages?box=inbox&before=a%2Bb%26c")
        #expect(try RequestTarget(["messages"], [("peer", nil)]).text == "/v1/messages")
    }

    @Test("an empty name would be another route, and is refused before it is sent")
    func emptySegment() {
        let error = #expect(throws: ControlClientError.self) { try RequestTarget(["messages", ""]) }
        #expect(error == .node(ControlError(.invalidRequest, "an empty name or id")))
    }

    @Test("a target beyond its limit is refused before it is sent")
    func longTarget() {
        #expect(throws: ControlClientError.self) { try RequestTarget(["peers", String(repeating: "a", count: 4090)]) }
    }

    @Test(
        "content is text or canonical base64, and exactly one of them",
        arguments: [
            ("hé", nil, [0x68, 0xC3, 0xA9]), ("", nil, []), (nil, "AAEC", [0, 1, 2]), (nil, "AA==", [0]), (nil, "", []),
            (nil, nil, nil), ("a", "YQ==", nil), (nil, "AA", nil), (nil, "AB==", nil), (nil, "AA==\n", nil),
            (nil, "A-_C", nil), (nil, "é", nil),
        ] as [(String?, String?, [UInt8]?)])
    func content(text: String?, base64: String?, bytes: [UInt8]?) throws {
        var request = Sample.submit
        request.text = text
        request.bodyBase64 = base64
        guard let bytes else {
            let error = #expect(throws: ControlError.self) { try request.content() }
            #expect(error?.code == .invalidRequest)
            #expect(error?.messageID == Sample.id)
            return
        }
        #expect(try request.content() == bytes)
    }

    @Test(
        "a request's fault is named by its field, never by its value",
        arguments: [
            (#"{"routes":[]}"#, #"field "key_line" is missing"#),
            (#"{"key_line":7,"routes":[]}"#, #"field "key_line" has the wrong type"#),
            (#"{"key_line":null,"routes":[]}"#, #"field "key_line" has the wrong type"#),
            (#"{"key_line":"k","routes":["SECRET",1]}"#, #"field "routes" has the wrong type"#),
            (#"{"key_line":"k","routes":[],"rotues":[]}"#, #"unknown field "rotues""#),
            (#"["SECRET"]"#, "the request is not a JSON object"),
            (#"{"key_line":"SECRET"#, "the request is not clear JSON: it ends too early, line 1, byte 20"),
            ("", "the request is not clear JSON: it ends too early, line 1, byte 1"),
            ("\u{FEFF}{", "the request is not clear JSON: an unexpected character, line 1, byte 1"),
        ])
    func faults(json: String, words: String) {
        let error = #expect(throws: ControlError.self) {
            try ControlJSON.decodeRequest(AddPeerRequest.self, from: Array(json.utf8))
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == words)
    }
}
