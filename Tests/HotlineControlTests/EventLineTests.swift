import Foundation
import Testing

@testable import HotlineControl

/// Server-sent events, sans sockets.
@Suite struct EventLineTests {
    static let event = NodeEvent(
        event: .messageStored, at: Sample.time, peer: "b", message: Sample.message, reason: "line\nbreak")

    @Test("an event is an event line, one data line and an empty line")
    func text() throws {
        let lines = try EventLines.text(Self.event).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4)
        #expect(lines[0] == "event: message.stored")
        #expect(lines[1].hasPrefix("data: {"))
        #expect(lines[2...] == ["", ""])
    }

    @Test("events come out whole, however their bytes are cut", arguments: [1, 2, 7, 100, 100_000])
    func pieces(size: Int) throws {
        let bytes = Array((EventLines.heartbeat + (try EventLines.text(Self.event)) + EventLines.heartbeat).utf8)
        var reader = EventLineReader()
        var events: [NodeEvent] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            events += try reader.read(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(events == [Self.event])
    }

    @Test("an event that this version does not know is passed over")
    func unknownName() throws {
        var reader = EventLineReader()
        let text = "event: log.sealed\ndata: {\"event\":\"log.sealed\",\"n\":1}\n\n"
        #expect(try reader.read(Array((text + (try EventLines.text(Self.event))).utf8)) == [Self.event])
    }

    @Test("comments, names, ids and empty lines give nothing")
    func silence() throws {
        var reader = EventLineReader()
        #expect(try reader.read(Array(":\n\n: x\nevent: a\nid: 1\nretry: 5\n\n".utf8)) == [])
    }

    @Test(
        "data that is no event is an error",
        arguments: ["data: {}\n", "data: x\n", "data:\n", "data: {\"event\":1}\n"])
    func notAnEvent(text: String) {
        var reader = EventLineReader()
        #expect(throws: EventLineReader.Failure.notAnEvent) { try reader.read(Array(text.utf8)) }
    }

    @Test("a line beyond its limit is an error, not memory")
    func longLine() {
        var reader = EventLineReader()
        let bytes = [UInt8](repeating: 0x61, count: ControlLimits.eventLineBytes + 1)
        #expect(throws: EventLineReader.Failure.lineTooLong) { try reader.read(bytes) }
    }

    @Test("a message with twenty long notes fits its line")
    func largeEvent() throws {
        let note = String(repeating: "\u{1}", count: ControlLimits.noteBytes)
        let one = AcknowledgementSummary(
            id: Sample.id, decision: "pending", officer: "O", note: note, by: "b", at: Sample.time)
        var event = Self.event
        event.message?.acknowledgements = Array(repeating: one, count: 20)
        let text = try EventLines.text(event)
        #expect(text.utf8.count < ControlLimits.eventLineBytes)
    }
}
