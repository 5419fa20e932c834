import Foundation

/// Server-sent events (WHATWG HTML, section 9.2) as this API uses them: an `event:` line, one `data:` line with a JSON
/// object, an empty line; and comment lines that begin with a colon.
public enum EventLines {
    /// The media type of the stream.
    public static let mediaType = "text/event-stream"
    /// A comment: keeps a quiet stream alive and means nothing.
    public static let heartbeat = ":\n\n"

    /// The lines of one event.
    public static func text(_ event: NodeEvent) throws -> String {
        let json = String(decoding: try ControlJSON.encode(event), as: UTF8.self)
        return "event: \(event.event.rawValue)\ndata: \(json)\n\n"
    }
}

/// Takes the bytes of an event stream as they come and gives the events. Bounded: a line longer than
/// ``ControlLimits/eventLineBytes`` is an error.
struct EventLineReader {
    /// Why a stream cannot be read on.
    enum Failure: Error {
        case lineTooLong
        case notAnEvent
    }

    private var line: [UInt8] = []

    /// The events that these bytes complete. Names that this version does not know are passed over.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(Failure) -> [NodeEvent] {
        var events: [NodeEvent] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let event = try Self.event(line) { events.append(event) }
                line.removeAll(keepingCapacity: true)
            } else {
                guard line.count < ControlLimits.eventLineBytes else { throw .lineTooLong }
                line.append(byte)
            }
        }
        return events
    }

    /// The name stands inside the JSON too, so the `data:` line alone tells all.
    private static func event(_ line: [UInt8]) throws(Failure) -> NodeEvent? {
        let prefix = "data:".utf8
        guard line.starts(with: prefix) else { return nil }
        let json = Data(line.dropFirst(prefix.count))
        guard let name = try? ControlJSON.decode(EventName.self, from: json).event else { throw .notAnEvent }
        guard NodeEvent.Name(rawValue: name) != nil else { return nil }
        guard let event = try? ControlJSON.decode(NodeEvent.self, from: json) else { throw .notAnEvent }
        return event
    }
}

private struct EventName: Decodable {
    let event: String
}
