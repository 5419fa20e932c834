internal import HotlineCrypto

/// A statement's CWT subject, `<sender>/<recipient>/<channel>`.
struct Subject: Hashable {
    let sender: NodeName
    let recipient: NodeName
    let channel: ChannelName

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let sender = NodeName(String(parts[0])), let recipient = NodeName(String(parts[1])),
            let channel = ChannelName(String(parts[2]))
        else { return nil }
        self.sender = sender
        self.recipient = recipient
        self.channel = channel
    }
}
