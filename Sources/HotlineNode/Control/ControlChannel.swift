import HotlineControl
import HummingbirdCore
import Logging
import NIOCore

/// An accepted connection: the credential check, then HTTP/1.1 with its limits.
struct ControlChannel: ServerChildChannel {
    let http: HTTP1Channel
    let settings: ControlServerSettings
    let logger: Logger

    static func builder(settings: ControlServerSettings, logger: Logger) -> HTTPServerBuilder {
        HTTPServerBuilder { make(settings: settings, logger: logger, responder: $0) }
    }

    static func make(
        settings: ControlServerSettings, logger: Logger, responder: @escaping HTTPChannelHandler.Responder
    ) -> ControlChannel {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: ControlLimits.headerBytes, maxHeaderListSize: ControlLimits.headerBytes,
            maxHeaderFieldCount: ControlLimits.headerFields)
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestGuard(settings: settings)],
            idleTimeout: settings.idleTime, httpDecoderConfiguration: decoder)
        let http = HTTP1Channel(responder: responder, configuration: configuration)
        return ControlChannel(http: http, settings: settings, logger: logger)
    }

    /// Who connects is looked at; nothing is read before the connection is served.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        channel.eventLoop.makeCompletedFuture {
            try channel.syncOptions?.setOption(.autoRead, value: false)
            try channel.pipeline.syncOperations.addHandler(
                PeerCredentialHandler(users: settings.users, logger: self.logger))
            return AcceptedConnection(channel)
        }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        guard let served = try? await serve(value.channel, logger).get() else { return }
        await http.handle(value: served, logger: logger)
    }

    /// Once HTTP is wrapped around the channel it must be used; so what can fail comes before.
    private func serve(_ channel: any Channel, _ logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.flatSubmit {
            do {
                guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
                try channel.pipeline.syncOperations.handler(type: PeerCredentialHandler.self).isServed = true
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
            return http.setup(channel: channel, logger: logger).map { served in
                try? channel.syncOptions?.setOption(.autoRead, value: true)
                return served
            }
        }
    }
}

/// A connection that was accepted and is not served yet. The server drops those that come while it stops, and NIO traps where
/// a channel that is wrapped for tasks is dropped; so it is wrapped when it is served, and one that is dropped is closed.
final class AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel

    init(_ channel: any Channel) {
        self.channel = channel
    }

    deinit { channel.close(promise: nil) }
}
