import Foundation
import Glibc
import HotlineControl
import NIOCore
import NIOPosix
import Testing

extension Integration {
    /// What comes over the local API's socket to a real daemon. The forms of refusal are in HotlineNodeTests; here it is
    /// shown that the daemon lives, keeps what it has, and serves an honest client meanwhile.
    @Suite("A hostile client of the local API", .timeLimit(.minutes(5)))
    struct HostileClientTests {
        private static func post(_ body: String, length: Int? = nil) -> String {
            "POST /v1/peers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + "\(length ?? body.utf8.count)\r\n\r\n\(body)"
        }

        private static func get(_ target: String, _ field: String = "Connection: close") -> String {
            "GET \(target) HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n"
        }

        private static let key = #""key_line":"k","routes":[]"#

        /// Requests with the status that each is answered with.
        private static let requests: [(name: String, text: String, status: Int)] = [
            ("a header of 70 KiB", get("/v1/status", "X: " + String(repeating: "a", count: 70_000)), 400),
            ("a target of 100 KiB", get("/" + String(repeating: "a", count: 100_000)), 400),
            ("a length of 4 GiB", post("{}", length: 4 << 30), 413),
            ("a negative length", post("{}", length: -1), 400),
            ("a body longer than its length", post("{\(key)}", length: 2), 400),
            ("bad JSON", post("{"), 400), ("deep JSON", post(String(repeating: "[", count: 60_000)), 400),
            ("a key twice", post(#"{"key_line":"k","routes":[],"key_line":"other"}"#), 400),
            ("wrong types", post(#"{"key_line":[],"routes":{}}"#), 400),
            ("a path out of its folder", get("/v1/messages/../../etc/passwd"), 404),
            ("an id that climbs", get("/v1/messages/..%2f..%2fidentity.pem"), 400),
            ("an unknown path", get("/v1/nothing"), 404), ("no HTTP", "\u{16}\u{3}\u{1}\r\n\r\n", 400),
            ("another method", "BREW /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
            (
                "two lengths",
                "POST /v1/peers HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400
            ),
            (
                "a length and chunks",
                "POST /v1/peers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400
            ),
            (
                "chunks beyond the limit",
                "POST /v1/peers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: "4000\r\n" + String(repeating: " ", count: 0x4000) + "\r\n", count: 8)
                    + "0\r\n\r\n", 413
            ),
        ]

        @Test("each request is refused by its status, the daemon lives, and its messages are still there")
        func refusals() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let kept = try await pair.alpha.client.submit(try SubmitRequest.text("kept")).reply.message.id
                for request in Self.requests {
                    let answer = try await RawClient.exchange(Array(request.text.utf8), at: pair.alpha.socket)
                    #expect(answer.hasPrefix("HTTP/1.1 \(request.status) "), "\(request.name): \(answer.prefix(80))")
                    #expect(answer.contains(#"{"error":{"code":""#), "\(request.name) has no named error")
                    #expect(request.name != "a key twice" || answer.contains("two members of one name"))
                    #expect(try await HostilePeerTests.messages(of: pair.alpha) == [kept])
                }
                let invalid = Array(Self.post("{\"key_line\":\"??\",\"routes\":[]}").utf8).map {
                    $0 == 0x3F ? 0xFF : $0
                }
                let answer = try await RawClient.exchange(invalid, at: pair.alpha.socket)
                #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("not UTF-8"))
                let pipelined = Self.get("/v1/status", "X: y") + Self.get("/v1/nothing", "X: y") + Self.get("/v1/peers")
                let answers = try await RawClient.exchange(Array(pipelined.utf8), at: pair.alpha.socket)
                let statuses = answers.ranges(of: "HTTP/1.1 ").map { String(answers[$0.upperBound...].prefix(3)) }
                #expect(statuses == ["200", "404", "200"])
            }
        }

        @Test(
            "half requests and chunks without end hold their own connections only: an honest client is served meanwhile"
        )
        func slow() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let halves = ["GET /v1/sta", "POST /v1/peers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"]
                var open: [any Channel] = []
                for number in 0..<100 {
                    open.append(try await RawClient.open(Array(halves[number % 2].utf8), at: pair.alpha.socket))
                }
                let shown = try await pair.alpha.client.submit(try SubmitRequest.text("meanwhile"))
                #expect(shown.isNew)
                for channel in open { channel.close(promise: nil) }
            }
        }

        @Test("200 connections at once are served in turn, and as many that say nothing are let go")
        func crowd() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let socket = pair.alpha.socket
                let served = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<200 {
                        group.addTask { try await RawClient.exchange(Array(Self.get("/v1/status").utf8), at: socket) }
                    }
                    return try await group.reduce(into: 0) { $0 += $1.hasPrefix("HTTP/1.1 200 ") ? 1 : 0 }
                }
                #expect(served == 200)
                var silent: [any Channel] = []
                for _ in 0..<200 { silent.append(try await RawClient.open([], at: socket)) }
                for channel in silent { try? await channel.close().get() }
                #expect(try await pair.alpha.client.status().name == "alpha.example")
            }
        }
    }
}

extension TestNode {
    nonisolated var socket: String { home + "/run/hotline.sock" }
}

/// Bytes over a Unix socket as they are.
private enum RawClient {
    /// Sends it and gives all that comes until the daemon closes; ends the sending side where the daemon waits for more.
    static func exchange(_ bytes: [UInt8], at path: String) async throws -> String {
        let (parts, arrival) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await connect(path, arrival)
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        var text = ""
        for await part in parts { text += String(buffer: part) }
        return text
    }

    /// Sends it and waits for nothing.
    static func open(_ bytes: [UInt8], at path: String) async throws -> any Channel {
        let (_, arrival) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
        let channel = try await connect(path, arrival)
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        return channel
    }

    private static func connect(
        _ path: String, _ arrival: AsyncStream<ByteBuffer>.Continuation
    ) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawHandler(arrival: arrival))
                }
            }
            .connect(unixDomainSocketPath: path).get()
    }
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let arrival: AsyncStream<ByteBuffer>.Continuation

    init(arrival: AsyncStream<ByteBuffer>.Continuation) {
        self.arrival = arrival
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { arrival.yield(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { arrival.finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
