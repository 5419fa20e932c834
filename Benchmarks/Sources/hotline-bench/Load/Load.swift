/// What to send: to each peer so many messages, at most `window` of them submitted and not yet receipted.
struct Load {
    var socket: String
    var peers: [String]
    var window: Int
    var messagesPerPeer: Int
    var bodyBytes: Int
    /// The local API serves at most 128; one is the event stream's.
    var connections = 100
}

/// What a load took: times in nanoseconds.
struct LoadResult {
    var began: UInt64 = 0
    var ended: UInt64 = 0
    /// From the request's first byte to the event of its verified receipt, by message.
    var receipted: [UInt64] = []
    /// From the request's first byte to the answer that it is committed, by message.
    var committed: [UInt64] = []
    /// When each peer's last message was receipted.
    var peerEnds: [UInt64] = []
    /// This process's own CPU time.
    var generatorCPU: UInt64 = 0

    var seconds: Double { Double(ended - began) / 1e9 }
    var perSecond: Double { Double(receipted.count) / seconds }
}
