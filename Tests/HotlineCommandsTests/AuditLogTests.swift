import Foundation
import HotlineControl
import Testing

@testable import HotlineCommands

@Suite("audit log")
struct AuditLogTests {
    @Test("a message is one line: time, direction, channel, precedence, kind, id, state, decision")
    func line() {
        let line = LogLine.text(Samples.decided("accepted"), .plain)
        #expect(
            line
                == [
                    "2026-11-21 22:04:05.123 UTC", "sent", "csirt", "immediate", "notice", Samples.id, "acknowledged",
                    "accepted by B. Petrova",
                ].joined(separator: "\t"))
        var answer = Samples.message(id: Samples.replyID, direction: .received, state: .received)
        (answer.kind, answer.inReplyTo) = ("acknowledgement", Samples.id)
        answer.details = MessageDetails(decision: "denied", officer: "B. Petrova", code: nil)
        #expect(LogLine.text(answer, .plain).hasSuffix("\treceived\tdenied by B. Petrova on \(Samples.id)"))
        #expect(LogLine.text(Samples.refused, .plain).hasSuffix("\trefused\trefused: unknown-channel"))
    }

    @Test("hostile names, channels and codes show as escapes on one line")
    func hostile() {
        var message = Samples.decided("accepted")
        let text = "x\u{1B}]0;t\u{7}\n\u{202E}\u{9B}5A"
        (message.channel, message.kind, message.id) = (text, text, text)
        message.acknowledgements[0].officer = text
        message.acknowledgements[0].decision = text
        for style in [Style.plain, Style(isTable: true, isColoured: false)] {
            let line = LogLine.text(message, style)
            let strange = line.unicodeScalars.filter { $0 != "\t" && !TerminalText.isVisible($0) }
            #expect(strange.isEmpty)
            #expect(line.contains(#"x\u{1B}]0;t\u{7}\n\u{202E}\u{9B}5A"#))
        }
    }

    @Test("without --all the newest come, read backwards in pages and shown in the log's order")
    func newest() async throws {
        let node = try Self.node()
        defer { node.stop() }
        let result = await hotline("audit", "log", "beta.example", "--last", "3", home: node.home)
        #expect(result.status == 0, "\(result.errors)")
        #expect(Self.indexes(result.output) == [5, 7, 8])
        #expect(node.requests.map(\.target).first?.contains("before=9223372036854775807&limit=3") == true)
    }

    @Test("with --all every page comes, also past an empty one, each message once")
    func all() async throws {
        let node = try Self.node()
        defer { node.stop() }
        let result = await hotline("audit", "log", "beta.example", "--all", "--json", home: node.home)
        let lines = result.output.split(separator: "\n")
        let messages = try lines.map { try JSONDecoder().decode(Message.self, from: Data($0.utf8)) }
        #expect(messages.map(\.leafIndex) == [1, 2, 5, 7, 8])
    }

    @Test("the filters are the query")
    func filters() async throws {
        let node = try Self.node()
        defer { node.stop() }
        let result = await hotline(
            "audit", "log", "beta.example", "--channel", "nrrc", "--kind", "test", "--precedence", "flash", "--from",
            "2026-11-21", "--to", "2026-11-21T22:00:00Z", "--officer", "A B", "--thread", Samples.id, home: node.home)
        #expect(result.status == 0, "\(result.errors)")
        let target = try #require(node.requests.first?.target)
        for part in [
            "channel=nrrc", "kind=test", "precedence=flash", "since=2026-11-21T00%3A00%3A00.000Z",
            "until=2026-11-21T22%3A00%3A00.000Z", "officer=A%20B", "thread=\(Samples.id)",
        ] { #expect(target.contains(part), "\(part)") }
    }

    @Test("following goes on from the last entry after each event")
    func follow() async throws {
        let node = try FakeNode { request in
            if request.target.hasPrefix("/v1/events") {
                return FakeNode.Reply(type: "text/event-stream", body: Data(":\n\n".utf8))
            }
            if request.target.contains("before=") { return .json(Self.page([4], next: nil, size: 5)) }
            let isNext = request.target.contains("from=5&")
            return .json(Self.page(isNext ? [5] : [], next: nil, size: 6))
        }
        defer { node.stop() }
        let result = await hotline(
            "audit", "log", "beta.example", "--last", "1", "--follow", "--count", "1", home: node.home)
        #expect(result.status == 0, "\(result.errors)")
        #expect(Self.indexes(result.output) == [4, 5])
    }

    @Test("a node whose pages do not go on is not asked for ever")
    func loop() async throws {
        let node = try FakeNode { _ in .json(Self.page([1], next: 0, size: 9)) }
        defer { node.stop() }
        #expect(await hotline("audit", "log", "beta.example", "--all", home: node.home).status == 1)
    }

    @Test(
        "times, counts and names that make no sense are a wrong command line",
        arguments: [
            ["--from", "yesterday"], ["--to", "2026-13-01"], ["--last", "0"], ["--count", "1"], ["--thread", "7"],
            ["--precedence", "loud"], ["--follow", "--count", "0"],
        ])
    func usage(arguments: [String]) async {
        #expect(await Terminal().run(["audit", "log", "beta.example"] + arguments).status == 64)
    }

    /// A log of nine entries in which 1, 2, 5, 7 and 8 are messages; pages of two entries forwards.
    private static func node() throws -> FakeNode {
        try FakeNode { request in
            let query = Dictionary(
                uniqueKeysWithValues: request.target.split(separator: "?")[1].split(separator: "&").map { pair in
                    let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
                    return (String(parts[0]), String(parts[1]))
                })
            let messages: [UInt64] = [1, 2, 5, 7, 8]
            if let before = query["before"].flatMap({ UInt64($0) }) {
                let end = min(before, 9)
                let start = end < 3 ? 0 : end - 3
                let found = messages.filter { (start..<end).contains($0) }.suffix(Int(query["limit"] ?? "") ?? 0)
                return .json(page(found.reversed(), next: start > 0 ? start : nil, size: 9))
            }
            let from = query["from"].flatMap { UInt64($0) } ?? 0
            let end = min(from + 2, 9)
            return .json(page(messages.filter { (from..<end).contains($0) }, next: end < 9 ? end : nil, size: 9))
        }
    }

    private static func page(_ indexes: [UInt64], next: UInt64?, size: UInt64) -> LogReading {
        let messages = indexes.map { index in
            var message = Samples.message(id: "id-\(index)")
            message.leafIndex = index
            return message
        }
        return LogReading(log: "a/b/00", size: size, messages: messages, next: next)
    }

    private static func indexes(_ output: String) -> [Int] {
        output.matches(of: #/id-(\d+)/#).compactMap { Int($0.1) }
    }
}
