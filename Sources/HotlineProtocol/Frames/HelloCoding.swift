internal import CBOR
internal import HotlineCrypto

extension Hello {
    var cbor: CBORValue {
        var map = CBORMap()
        map[1] = .unsigned(minor)
        map[2] = .array(capabilities.map { .text($0) })
        map[3] = .array([.unsigned(creditMessages), .unsigned(creditBytes)])
        map[4] = .text(node.text)
        map[5] = .bytes(epoch.bytes)
        map[6] = .unsigned(dialCounter)
        map[7] = .bytes(opening)
        map[8] = .bytes(newestHead)
        map[9] = heldHead.map { .bytes($0) }
        map[10] = .array(streams.map(\.cbor))
        map[11] = .bytes(agreement.bytes)
        map[12] = .unsigned(clock.milliseconds)
        map[13] = recovery.map { .array($0.map(\.cbor)) }
        map[14] = knownOpening.map { .bytes($0) }
        return .map(map)
    }

    init(_ value: CBORValue?) throws(FrameError) {
        guard let map = value?.asMap else { throw .malformed("hello") }
        guard let node = map[4]?.asText.flatMap({ NodeName($0) }) else { throw .malformed("node name") }
        guard let epoch = map[5]?.asBytes.flatMap({ Epoch($0) }) else { throw .malformed("epoch") }
        guard let agreement = map[11]?.asBytes.flatMap({ Digest($0) }) else { throw .malformed("agreement digest") }
        self.init(
            node: node, epoch: epoch, dialCounter: try Self.number(map[6], "dial counter"),
            opening: try Self.object(map[7], "opening", atMost: Limits.openingBytes),
            newestHead: try Self.object(map[8], "newest head", atMost: Limits.headBytes),
            heldHead: try map[9].map { value throws(FrameError) in
                try Self.object(value, "held head", atMost: Limits.headBytes)
            },
            streams: try Self.streams(map[10]), agreement: agreement,
            clock: UTCTime(milliseconds: try Self.number(map[12], "clock")))
        minor = try Self.number(map[1], "minor version")
        capabilities = try Self.capabilities(map[2])
        try readCredit(map[3])
        recovery = try map[13].map(Self.streams)
        knownOpening = try map[14].map { value throws(FrameError) in
            try Self.object(value, "known opening", atMost: Limits.openingBytes)
        }
    }

    private mutating func readCredit(_ value: CBORValue?) throws(FrameError) {
        guard let pair = value?.asArray, pair.count >= 2 else { throw .malformed("limits") }
        creditMessages = try Self.number(pair[0], "message credit")
        creditBytes = try Self.number(pair[1], "byte credit")
    }

    private static func number(_ value: CBORValue?, _ member: String) throws(FrameError) -> UInt64 {
        guard let number = value?.asUInt64 else { throw .malformed(member) }
        return number
    }

    private static func object(_ value: CBORValue?, _ member: String, atMost limit: Int) throws(FrameError) -> [UInt8] {
        guard let bytes = value?.asBytes, bytes.count <= limit else { throw .malformed(member) }
        return bytes
    }

    private static func capabilities(_ value: CBORValue?) throws(FrameError) -> [String] {
        guard let list = value?.asArray, list.count <= Limits.capabilities else { throw .malformed("capabilities") }
        let names = list.compactMap(\.asText).filter { $0.utf8.count <= Limits.codeCharacters }
        guard names.count == list.count else { throw .malformed("capabilities") }
        return names
    }

    private static func streams(_ value: CBORValue?) throws(FrameError) -> [HeldStream] {
        guard let list = value?.asArray, list.count <= Limits.streams else { throw .malformed("streams") }
        let streams = list.compactMap { HeldStream($0) }
        guard streams.count == list.count, Set(streams.map(\.stream)).count == list.count else {
            throw .malformed("streams")
        }
        return streams
    }
}

extension HeldStream {
    var cbor: CBORValue {
        .array(ReceiptFrame.Place(stream: stream, ordinal: tail.ordinal).elements + [.bytes(tail.digest.bytes)])
    }

    init?(_ value: CBORValue) {
        guard let parts = value.asArray, parts.count == 5, let place = ReceiptFrame.Place(parts.prefix(4)),
            let digest = parts[4].asBytes.flatMap({ Digest($0) })
        else { return nil }
        self.init(stream: place.stream, tail: StreamTail(ordinal: place.ordinal, digest: digest))
    }
}

extension ReceiptFrame.Place {
    var elements: [CBORValue] {
        [
            .text(stream.channel.text), .unsigned(UInt64(stream.precedence.rawValue)), .bytes(ordinal.epoch.bytes),
            .unsigned(ordinal.sequence),
        ]
    }

    init?(_ parts: ArraySlice<CBORValue>) {
        let parts = Array(parts)
        guard parts.count == 4, let channel = parts[0].asText.flatMap({ ChannelName($0) }),
            let precedence = parts[1].asUInt64.flatMap({ UInt8(exactly: $0) }).flatMap({ Precedence(rawValue: $0) }),
            let epoch = parts[2].asBytes.flatMap({ Epoch($0) }),
            let ordinal = parts[3].asUInt64.flatMap({ Ordinal(epoch: epoch, sequence: $0) })
        else { return nil }
        self.init(stream: Stream(channel: channel, precedence: precedence), ordinal: ordinal)
    }
}
