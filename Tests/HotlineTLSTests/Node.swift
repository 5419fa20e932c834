import HotlineTLS
import NIOCore
import NIOPosix
import Testing

/// A recorder whose changes can be awaited.
struct WatchedRecorder: Sendable {
    let recorder: Recorder
    private let changes: AsyncStream<Recorder.Record>

    init(greeting: String = "", echoes: Bool = false) {
        let (changes, continuation) = AsyncStream.makeStream(of: Recorder.Record.self)
        self.changes = changes
        recorder = Recorder(greeting: greeting, echoes: echoes) { continuation.yield($0) }
    }

    /// The first record for which this holds.
    func first(where holds: (Recorder.Record) -> Bool) async -> Recorder.Record? {
        if holds(recorder.current) { return recorder.current }
        for await record in changes where holds(record) { return record }
        return nil
    }

    /// The record at the end of the connection.
    func atEnd() async -> Recorder.Record? {
        await first { $0.isInactive }
    }
}

/// Real sockets on the loopback interface.
enum Node {
    static let group = MultiThreadedEventLoopGroup.singleton

    /// Listens on a free port; every connection gets the recorders that `recorder` makes.
    static func listen(
        _ context: TLSContext, recorder: @escaping @Sendable () -> Recorder
    ) async throws -> (channel: any Channel, port: Int) {
        let channel = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(TLSHandler(context: context), recorder())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return (channel, try #require(channel.localAddress?.port))
    }

    static func dial(_ port: Int, _ context: TLSContext, recorder: Recorder) async throws -> any Channel {
        try await ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(TLSHandler(context: context), recorder)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }
}
