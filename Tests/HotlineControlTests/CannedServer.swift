import Foundation
import HotlineControl
import NIOCore
import NIOPosix

/// A Unix socket that answers every connection with the same bytes, once something has arrived, and then closes it or
/// stays silent.
struct CannedServer {
    let path: String
    private let channel: any Channel

    static func run(
        answer: String, closes: Bool = true, _ body: (ControlClient) async throws -> Void
    ) async throws {
        let path = "/tmp/hotline-" + UUID().uuidString.prefix(8) + ".sock"
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(answer, closes: closes))
                }
            }
            .bind(unixDomainSocketPath: path).get()
        do {
            try await body(ControlClient(socketPath: path))
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let text: String
        private let closes: Bool

        init(_ text: String, closes: Bool) {
            self.text = text
            self.closes = closes
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let closes = closes
            let channel = context.channel
            channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
                if closes { channel.close(promise: nil) }
            }
        }
    }
}
