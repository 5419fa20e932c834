import Foundation
import HotlineProtocol
import HotlineTestSupport
import Testing

/// The file of protocol major 1.
enum GoldenTranscript {
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/transcript-1.txt")
    static let isMaking = ProcessInfo.processInfo.environment["HOTLINE_MAKE_GOLDEN"] == "1"

    static func read() throws -> [GoldenFrame] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try GoldenFrame(line: $0) }
    }

    static func played() throws -> GoldenPlayer {
        var player = try GoldenPlayer()
        try player.play()
        return player
    }
}

@Suite("The golden transcript", .enabled(if: !GoldenTranscript.isMaking))
struct GoldenTranscriptTests {
    @Test("this version speaks the same bytes, frame by frame")
    func same() throws {
        let (golden, played) = (try GoldenTranscript.read(), try GoldenTranscript.played().passed)
        #expect(golden.count == played.count)
        for (golden, played) in zip(golden, played) {
            let words = "step \(golden.step): \(try golden.frame().word), then \(try played.frame().word)"
            #expect(golden == played, "\(words)")
        }
    }

    @Test("every frame is read, and written the same again")
    func decoding() throws {
        for golden in try GoldenTranscript.read() {
            let again = GoldenFrame(step: golden.step, side: golden.side, try golden.frame())
            #expect(again == golden)
        }
    }

    @Test("it has every kind of frame, and what has a meaning of its own")
    func complete() throws {
        let words = try GoldenTranscript.read().map { try $0.frame().word }
        #expect(
            words == [
                "hello", "hello", "statement", "statement", "chunk@16384", "receipt×2", "statement", "statement",
                "receipt×2", "ping", "pong", "statement", "hello", "hello", "repetition", "receipt×1", "bye shutdown",
            ])
    }

    @Test("the recorded frames of one side are taken by the other", arguments: GoldenScript.Side.allCases)
    func replay(_ side: GoldenScript.Side) throws {
        let golden = try GoldenTranscript.read()
        var player = try GoldenPlayer(side: side, tape: golden)
        try player.play()
        #expect(player.passed == golden)
        let (alone, both) = (try player.party(side), try GoldenTranscript.played().party(side))
        #expect(alone.head == both.head)
        #expect(alone.unreceipted.isEmpty)
        #expect(alone.delivered == both.delivered && alone.delivered.count == (side == .alpha ? 2 : 3))
    }
}

@Suite("Making the golden transcript", .enabled(if: GoldenTranscript.isMaking))
struct GoldenTranscriptMakingTests {
    @Test("the file is written where it is not there")
    func make() throws {
        let lines = try GoldenTranscript.played().passed.map { $0.line + "\n" }
        try Data(lines.joined().utf8).write(to: GoldenTranscript.file, options: .withoutOverwriting)
    }
}
