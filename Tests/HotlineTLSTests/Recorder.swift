import HotlineTLS
import NIOCore
import Synchronization

/// The end of a test's pipeline: keeps what comes up and, if told so, greets whoever has completed the handshake.
final class Recorder: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Record: Sendable {
        var completions: [TLSHandshakeCompleted] = []
        var errors: [TLSError] = []
        var otherErrors: [String] = []
        var bytes: [UInt8] = []
        var isInactive = false
    }

    private let record = Mutex(Record())
    private let greeting: [UInt8]
    private let echoes: Bool
    private let watch: @Sendable (Record) -> Void

    init(greeting: String = "", echoes: Bool = false, watch: @escaping @Sendable (Record) -> Void = { _ in }) {
        self.greeting = Array(greeting.utf8)
        self.echoes = echoes
        self.watch = watch
    }

    var current: Record { record.withLock { $0 } }

    private func note(_ change: (inout Record) -> Void) {
        let now = record.withLock { value in
            change(&value)
            return value
        }
        watch(now)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let completion = event as? TLSHandshakeCompleted else { return }
        if !greeting.isEmpty {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: greeting)), promise: nil)
        }
        note { $0.completions.append(completion) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if echoes { context.writeAndFlush(wrapOutboundOut(buffer), promise: nil) }
        note { $0.bytes += Array(buffer.readableBytesView) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        note { record in
            if let error = error as? TLSError {
                record.errors.append(error)
            } else {
                record.otherErrors.append("\(error)")
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        note { $0.isInactive = true }
    }
}
