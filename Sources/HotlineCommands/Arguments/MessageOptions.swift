import ArgumentParser
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// What `send` says about a message beside its content.
struct MessageOptions: ParsableArguments {
    @Option(help: "csirt, nrrc, officials, or one that the parties added.")
    var channel = "csirt"

    @Option(help: "notice (IODEF JSON, RFC 8727), message, test or service.")
    var kind = "message"

    @Option(help: "How urgent (ACP 127).")
    var precedence: PrecedenceChoice = .routine

    @Option(help: "TLP 2.0 label.")
    var tlp: TLPChoice = .amber

    @Option(help: "Media type of the content. Default: by kind and file name.")
    var mediaType: String?

    @Option(help: "Language of the content (BCP 47), such as en or ru.")
    var language: String?

    @Option(help: "Ask for an officer's decision within this time: 90s, 30m, 2h, 1d.")
    var ackBy: TimeSpan?

    @Option(help: "Id of the message that this one answers.")
    var replyTo: MessageIDArgument?

    func validate() throws {
        guard ChannelName(channel) != nil else { throw ValidationError("'\(channel)' is not a channel's name") }
        guard KindName(kind) != nil else { throw ValidationError("'\(kind)' is not a kind's name") }
    }

    /// The request that carries the content.
    func request(id: MessageID, peer: NodeName, body: BodyInput) -> SubmitRequest {
        let text = body.text
        return SubmitRequest(
            messageID: id.description, peer: peer.text, channel: channel, precedence: precedence.rawValue, kind: kind,
            tlp: tlp.rawValue,
            mediaType: mediaType ?? MediaType.guess(kind: kind, fileName: body.fileName, isText: text != nil),
            language: language, text: text, bodyBase64: text == nil ? Base64.encode(body.bytes) : nil,
            acknowledgeBySeconds: ackBy?.seconds, inReplyTo: replyTo?.description)
    }
}
