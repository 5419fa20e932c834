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
        HTTPServerBuilder { responder in
            let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: ControlLimits.headerBytes, maxHeaderListSize: ControlLimits.headerBytes,
                maxHeaderFieldCount: ControlLimits.headerFields)
            let configuration = HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestGuard(settings: settings)],
                idleTimeout: settings.idleTime, httpDecoderConfiguration: decoder)
            let http = HTTP1Channel(responder: responder, configuration: configuration)
            return ControlChannel(http: http, settings: settings, logger: logger)
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let credentials = channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                PeerCredentialHandler(users: settings.users, logger: self.logger))
        }
        return credentials.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
