import Foundation
import HotlineControl
import Testing

/// A copy of a node's database as an operator may have one.
struct Copy {
    let path: String

    /// - Parameter withLog: a backup; else the database file alone, without what is still in its write-ahead log.
    static func take(of node: TestNode, name: String, withLog: Bool) async throws -> Copy {
        let path = node.home + "." + name
        if withLog {
            let made = try await node.desk("backup", path)
            try #require(made.status == 0, "\(made.errors)")
        } else {
            try FileManager.default.copyItem(atPath: node.home + "/hotline.db", toPath: path)
        }
        return Copy(path: path)
    }

    /// Puts it in the place of the node's database; the daemon is stopped.
    func put(back node: TestNode) throws {
        for name in ["hotline.db", "hotline.db-wal", "hotline.db-shm"] {
            let file = node.home + "/" + name
            if FileManager.default.fileExists(atPath: file) { try FileManager.default.removeItem(atPath: file) }
        }
        try FileManager.default.copyItem(atPath: path, toPath: node.home + "/hotline.db")
    }
}

/// The databases of both nodes as they were at one moment, both daemons stopped.
struct Homes {
    let alpha: Copy
    let beta: Copy

    static func keep(_ pair: Pair) throws -> Homes {
        let copies = try [pair.alpha, pair.beta].map { node in
            let path = node.home + ".last"
            try FileManager.default.copyItem(atPath: node.home + "/hotline.db", toPath: path)
            return Copy(path: path)
        }
        return Homes(alpha: copies[0], beta: copies[1])
    }

    func put(back pair: Pair) throws {
        try alpha.put(back: pair.alpha)
        try beta.put(back: pair.beta)
    }
}

/// What two nodes said to each other, and whether both sides' users see each of it once and in order.
struct Said {
    private struct Message {
        let id: String
        let sender: String
        let stream: String
    }

    private var messages: [Message] = []
    private var acknowledged = 0

    /// The messages' ids, oldest first.
    var ids: [String] { messages.map(\.id) }

    /// So many messages in each direction, each with its receipt.
    mutating func exchange(
        _ count: Int, in pair: Pair, channel: String = "csirt", bodyBytes: Int = 10
    ) async throws {
        for _ in 0..<count {
            for node in [pair.alpha, pair.beta] {
                let id = try await submit(from: node, to: pair.peer(of: node), channel: channel, bodyBytes: bodyBytes)
                let shown = try await node.client.wait(patiently: id, until: .receipt)
                try #require(shown.receipt != nil, "\(node.name) has no receipt for \(id)")
            }
        }
    }

    @discardableResult
    mutating func submit(
        from node: TestNode, to peer: TestNode, channel: String = "csirt", bodyBytes: Int = 10
    ) async throws -> String {
        let text = String(repeating: "\(messages.count) ", count: bodyBytes / 2)
        let request = try SubmitRequest.text(text, to: peer.name, channel: channel)
        _ = try await node.client.submit(request)
        messages.append(Message(id: request.messageID, sender: node.name, stream: channel))
        return request.messageID
    }

    /// Beta's officer decides on alpha's last message.
    mutating func acknowledge(in pair: Pair) async throws {
        let last = try #require(messages.last { $0.sender == pair.alpha.name })
        let done = try await pair.beta.desk("ack", last.id, "--as", "duty desk", "--decision", "accepted")
        try #require(done.status == 0, "\(done.errors)")
        _ = try await pair.alpha.client.wait(patiently: last.id, until: .acknowledgement)
        acknowledged += 1
    }

    /// Every message is in its sender's outbox with a receipt and in the other's inbox, once, in the order of its stream.
    ///
    /// - Parameter isWhole: whether all logs of both are; one whose node went on alone from an older copy is not.
    func check(_ pair: Pair, isWhole: Bool = true) async throws {
        for node in [pair.alpha, pair.beta] {
            let mine = messages.filter { $0.sender == node.name }
            for message in mine {
                let shown = try await node.client.wait(patiently: message.id, until: .receipt)
                #expect(shown.receipt?.verified == true, "\(node.name) \(message.id)")
            }
            let sent = try await Self.ids(node, .outbox)
            let received = try await Self.ids(pair.peer(of: node), .inbox)
            for stream in Set(mine.map(\.stream)) {
                let expected = mine.filter { $0.stream == stream }.map(\.id)
                #expect(sent[stream] == expected, "the outbox of \(node.name), \(stream)")
                #expect(received[stream] == expected, "the inbox of the peer of \(node.name), \(stream)")
            }
            let line = try #require(try await node.client.status().lines.first)
            #expect(line.state == .connected && line.queued == 0 && line.overdue == 0)
        }
        let decided = try await pair.alpha.client.messages(MessageQuery(box: .outbox, limit: 100)).messages
        #expect(decided.filter { !$0.acknowledgements.isEmpty }.count == acknowledged)
        #expect(decided.allSatisfy { $0.acknowledgements.count <= 1 })
        if isWhole { try pair.expectWhole() }
    }

    /// The messages of a box by channel, oldest first, without acknowledgements.
    private static func ids(_ node: TestNode, _ box: MessageQuery.Box) async throws -> [String: [String]] {
        let page = try await node.client.messages(MessageQuery(box: box, limit: 100)).messages
        return Dictionary(grouping: page.reversed().filter { $0.kind == "message" }, by: \.channel)
            .mapValues { $0.map(\.id) }
    }
}
