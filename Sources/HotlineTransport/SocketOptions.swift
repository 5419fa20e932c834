internal import NIOCore

/// The socket options of a line.
enum SocketOptions {
    /// Bytes that the kernel may hold unsent, so that an urgent frame is not behind a long queue there.
    private static let notSentLowWater: ChannelOptions.Types.SocketOption.Value = 16 * 1024
    /// Linux's TCP_NOTSENT_LOWAT.
    private static let notSentLowWaterName = NIOBSDSocket.Option(rawValue: 25)

    static func apply(to channel: any Channel) throws {
        let options = channel.syncOptions
        try options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        try options?.setOption(.socketOption(.so_keepalive), value: 1)
        #if os(Linux)
            try options?.setOption(.tcpOption(notSentLowWaterName), value: notSentLowWater)
        #endif
        // Nothing queues above the socket: the next frames are asked for when it has taken the ones before.
        try options?.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
    }
}
