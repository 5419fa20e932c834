import HotlineControl
import HotlineCrypto
import HotlineProtocol
import Testing

/// Verification from exported bytes and public keys alone.
enum Offline {
    /// Whether the receipt that the sender exports proves that the statement is in the recipient's log.
    static func verifies(_ id: String, sentBy sender: TestNode, to recipient: TestNode) async throws -> Bool {
        _ = try await head(of: id, from: sender, by: recipient)
        return true
    }

    /// The head that the exported receipt of a message stands on, verified with its statement.
    static func head(of id: String, from sender: TestNode, by recipient: TestNode) async throws -> SignedHead {
        let (author, signer) = (try sender.keyLine(), try recipient.keyLine())
        let signed = try SignedStatement(decoding: await sender.client.statement(id: id))
        _ = try VerifiedStatement(verifying: signed, sender: author, recipient: signer.name)
        let receipt = try Receipt(decoding: await sender.client.receipt(id: id))
        let proved = try receipt.verify(leaves: [signed.leafHash], owner: signer, peer: author.name)
        return try #require(proved.count == 1 ? proved.first?.head : nil)
    }
}

/// A node's log as its local API shows it.
enum Logs {
    /// The statements of a node's only line, in the order of their leaves.
    static func statements(of node: TestNode) async throws -> [HotlineControl.LogEntry] {
        let peer = node.name == "alpha.example" ? "beta.example" : "alpha.example"
        var (entries, from): ([HotlineControl.LogEntry], UInt64?) = ([], 0)
        while let start = from {
            let page = try await node.client.log(LogQuery(peer: peer, from: start, limit: 500))
            entries += page.entries.filter { $0.type == .statement }
            from = page.next
        }
        return entries
    }
}
