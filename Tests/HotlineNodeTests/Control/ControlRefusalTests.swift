import HotlineControl
import NIOCore
import Testing

@testable import HotlineNode

/// What the server refuses before the node is asked. Every answer is JSON with a code.
@Suite(.timeLimit(.minutes(5))) struct ControlRefusalTests {
    /// One request that must be refused.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let request: String
        let status: Int
        let code: ControlError.Code

        init(_ name: String, _ request: String, _ status: Int, _ code: ControlError.Code) {
            testDescription = name
            self.request = request
            self.status = status
            self.code = code
        }
    }

    static func get(_ target: String) -> String { RawExchange.request("GET", target) }

    static func post(_ target: String, _ body: String) -> String { RawExchange.request("POST", target, body: body) }

    static func submit(_ replaced: String, _ with: String) -> String {
        let body = """
            {"message_id":"\(Sample.id)","peer":"beta.example","channel":"csirt","precedence":"flash",\
            "kind":"message","tlp":"amber","text":"hi"}
            """
        return post("/v1/messages", body.replacing(replaced, with: with))
    }

    static let paths: [Case] = [
        Case("unknown path", get("/v1/nothing"), 404, .unknownRoute),
        Case("root", get("/"), 404, .unknownRoute),
        Case("other version", get("/v2/status"), 404, .unknownRoute),
        Case("dots", get("/v1/peers/../status/x"), 404, .unknownRoute),
        Case("wrong method", post("/v1/status", "{}"), 405, .methodNotAllowed),
        Case("wrong method with a parameter", post("/v1/messages/\(Sample.id)/body", "{}"), 405, .methodNotAllowed),
        Case("method without a body", RawExchange.request("TRACE", "/v1/status"), 405, .methodNotAllowed),
        Case("method that HTTP does not have", RawExchange.request("FROB", "/v1/status"), 400, .invalidRequest),
        Case("upper-case id", get("/v1/messages/\(Sample.id.uppercased())"), 400, .invalidRequest),
        Case("short id", get("/v1/messages/019365d0"), 400, .invalidRequest),
        Case("name with a space", get("/v1/peers/be%20ta"), 400, .invalidRequest),
        Case("name of 64", get("/v1/peers/" + String(repeating: "a", count: 64)), 400, .invalidRequest),
        Case("long target", get("/v1/peers/" + String(repeating: "a", count: 5000)), 400, .invalidRequest),
    ]

    static let queries: [Case] = [
        Case("unknown parameter", get("/v1/messages?boks=inbox"), 400, .invalidRequest),
        Case("parameter where there is none", get("/v1/status?x=1"), 400, .invalidRequest),
        Case("parameter given twice", get("/v1/messages?limit=1&limit=2"), 400, .invalidRequest),
        Case("limit 0", get("/v1/messages?limit=0"), 400, .invalidRequest),
        Case("limit 501", get("/v1/messages?limit=501"), 400, .invalidRequest),
        Case("limit with a sign", get("/v1/messages?limit=%2B5"), 400, .invalidRequest),
        Case("limit beyond Int", get("/v1/messages?limit=99999999999999999999"), 400, .invalidRequest),
        Case("unknown box", get("/v1/messages?box=trash"), 400, .invalidRequest),
        Case("bad percent-encoding", get("/v1/messages?before=%zz"), 400, .invalidRequest),
        Case("cut percent-encoding", get("/v1/messages?before=a%2"), 400, .invalidRequest),
        Case("not UTF-8", get("/v1/messages?before=%ff"), 400, .invalidRequest),
        Case("empty cursor", get("/v1/messages?before="), 400, .invalidRequest),
        Case("wait for nothing", get("/v1/messages/\(Sample.id)/wait"), 400, .invalidRequest),
        Case("wait too long", get("/v1/messages/\(Sample.id)/wait?for=ack&timeout=61"), 400, .invalidRequest),
        Case("log of nobody", get("/v1/log"), 400, .invalidRequest),
        Case("log from -1", get("/v1/log?peer=beta.example&from=-1"), 400, .invalidRequest),
        Case("events of an unknown name", get("/v1/events?names=message.stored,rain"), 400, .invalidRequest),
        Case("events that are neither brief nor not", get("/v1/events?brief=1"), 400, .invalidRequest),
        Case("events since yesterday", get("/v1/events?since=yesterday"), 400, .invalidRequest),
    ]

    static let bodies: [Case] = [
        Case("no JSON", post("/v1/peers", "key_line=x"), 400, .invalidRequest),
        Case("empty body", post("/v1/peers", ""), 400, .invalidRequest),
        Case("an array", post("/v1/peers", "[]"), 400, .invalidRequest),
        Case("a missing field", post("/v1/peers", #"{"routes":[]}"#), 400, .invalidRequest),
        Case("a field of another type", post("/v1/peers", #"{"key_line":1,"routes":[]}"#), 400, .invalidRequest),
        Case("an unknown field", post("/v1/peers", #"{"key_line":"k","routes":[],"x":1}"#), 400, .invalidRequest),
        Case("deep JSON", post("/v1/peers", String(repeating: "[", count: 60_000)), 400, .invalidRequest),
        Case("a field twice", post("/v1/peers", #"{"key_line":"k","routes":[],"routes":[]}"#), 400, .invalidRequest),
        Case("a field twice, once escaped", submit(#""text""#, #""te\u0078t":"a","text""#), 400, .invalidRequest),
        Case("half a surrogate", submit("hi", #"\uD800"#), 400, .invalidRequest),
        Case("a control character", submit("hi", "h\u{1}i"), 400, .invalidRequest),
        Case("something behind it", post("/v1/peers", #"{"key_line":"k","routes":[]} {}"#), 400, .invalidRequest),
        Case("a number too large", submit(#""text""#, #""acknowledge_by_seconds":1e99,"text""#), 400, .invalidRequest),
        Case("17 routes", post("/v1/peers", #"{"key_line":"k","routes":[\#(routes)]}"#), 400, .invalidRequest),
        Case("id in upper case", submit(Sample.id, Sample.id.uppercased()), 400, .invalidRequest),
        Case("no content", submit(#","text":"hi""#, ""), 400, .invalidRequest),
        Case("two contents", submit(#""text":"hi""#, #""text":"hi","body_base64":"aGk=""#), 400, .invalidRequest),
        Case("base64 unpadded", submit(#""text":"hi""#, #""body_base64":"aGk""#), 400, .invalidRequest),
        Case("base64 with stray bits", submit(#""text":"hi""#, #""body_base64":"aGl=""#), 400, .invalidRequest),
        Case("0 s to answer", submit(#""text""#, #""acknowledge_by_seconds":0,"text""#), 400, .invalidRequest),
        Case(
            "unknown decision",
            post(
                "/v1/messages/\(Sample.id)/acknowledgement",
                #"{"message_id":"\#(Sample.otherID)","officer":"O","decision":"maybe"}"#), 400, .invalidRequest),
    ]

    static let routes = Array(repeating: #""h:1""#, count: 17).joined(separator: ",")

    @Test(
        "a request that is not the API's is refused in JSON and never reaches the node",
        arguments: paths + queries + bodies)
    func refused(_ refused: Case) async throws {
        try await ControlServerHarness.run { server async throws in
            let reply = try await RawExchange.send(refused.request, to: server.socketPath)
            #expect(reply.status == refused.status)
            #expect(reply.code == refused.code, "\(reply.body)")
            #expect(reply.headers["content-type"] == "application/json")
            #expect(server.node.asked == [])
        }
    }

    @Test("a wrong method is told which ones there are")
    func allowed() async throws {
        try await ControlServerHarness.run { server async throws in
            let request = RawExchange.request("PUT", "/v1/peers/beta.example")
            #expect(try await RawExchange.send(request, to: server.socketPath).headers["allow"] == "DELETE, GET")
        }
    }

    @Test("HEAD is answered with 405 and no body")
    func head() async throws {
        try await ControlServerHarness.run { server async throws in
            let reply = try await RawExchange.send(RawExchange.request("HEAD", "/v1/status"), to: server.socketPath)
            #expect(reply.status == 405)
            #expect(reply.body.isEmpty)
        }
    }

    @Test("an unknown field is named, so that a misspelt one is found")
    func unknownField() async throws {
        try await ControlServerHarness.run { server async throws in
            let request = Self.submit(#""text""#, #""acknowledge_by":60,"text""#)
            let reply = try await RawExchange.send(request, to: server.socketPath)
            #expect(reply.body.contains("acknowledge_by"))
        }
    }

    @Test("neither an error's words nor the log hold the content that was sent")
    func contentStaysOut() async throws {
        let log = LogRecorder()
        try await ControlServerHarness.run(logger: log.logger) { server async throws in
            for (old, new) in [(#""text":"hi""#, #""text":["SECRET"]"#), (#"{"#, "SECRET"), ("flash", "SECRET\u{0}")] {
                let reply = try await RawExchange.send(Self.submit(old, new), to: server.socketPath)
                #expect(reply.status == 400)
                #expect(!reply.body.contains("SECRET"))
            }
            _ = try await RawExchange.send(Self.submit("hi", "SECRET"), to: server.socketPath)
        }
        #expect(!log.lines.contains { $0.contains("SECRET") })
    }
}
