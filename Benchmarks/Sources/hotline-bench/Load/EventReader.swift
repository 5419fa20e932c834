import Foundation

/// `GET /v1/events`: finds the ids of receipted messages in the stream and looks at nothing else.
final class EventReader {
    let descriptor: Int32
    private var bytes: [UInt8] = []
    private var isReceipt = false

    private static let receipt = Array("event: message.receipted".utf8)
    private static let event = Array("event: ".utf8)
    private static let newline = [UInt8(ascii: "\n")]
    private static let data = Array("data: ".utf8)
    private static let id = Array("\"message_id\":\"".utf8)
    /// Characters of a message id.
    private static let idLength = 36

    /// Opens the stream; returns when it is live, so that no event from now on passes it by.
    init(_ socket: String) throws {
        descriptor = try TCP.connect(unixSocket: socket)
        let request = Array(
            "GET /v1/events?names=message.receipted&brief=true HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, 0) == request.count else { throw BenchError("no event stream") }
        var isLive = false
        var room = [UInt8](repeating: 0, count: 4096)
        while !isLive {
            let count = recv(descriptor, &room, room.count, 0)
            guard count > 0 else { throw BenchError("the event stream ended") }
            bytes += room[..<count]
            isLive = ReplyReader.find(Array("\r\n:\n\n".utf8), in: bytes) != nil
        }
        bytes = []
        TCP.setNonBlocking(descriptor)
    }

    deinit { close(descriptor) }

    /// Reads once and gives each receipted message's id, 36 characters.
    ///
    /// Chunk sizes stand in lines of their own between events, so that lines are found without taking chunks apart.
    func read(into room: UnsafeMutableRawBufferPointer, _ found: (ArraySlice<UInt8>) -> Void) throws {
        let count = recv(descriptor, room.baseAddress, room.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else {
            throw BenchError("the event stream ended: the reader was too slow, or the node stopped")
        }
        bytes.append(contentsOf: room[..<count])
        var start = 0
        while let end = ReplyReader.find(Self.newline, in: bytes, from: start) {
            take(start..<end, found)
            start = end + 1
        }
        bytes.removeFirst(start)
    }

    private func take(_ line: Range<Int>, _ found: (ArraySlice<UInt8>) -> Void) {
        if begins(line, Self.data) {
            guard isReceipt, let place = ReplyReader.find(Self.id, in: bytes, from: line.lowerBound) else { return }
            let begin = place + Self.id.count
            if begin + Self.idLength <= line.upperBound { found(bytes[begin..<begin + Self.idLength]) }
        } else if begins(line, Self.event) {
            isReceipt = line.count == Self.receipt.count && begins(line, Self.receipt)
        }
    }

    private func begins(_ line: Range<Int>, _ text: [UInt8]) -> Bool {
        guard line.count >= text.count else { return false }
        return bytes.withUnsafeBytes { all in
            all.baseAddress.map { memcmp($0 + line.lowerBound, text, text.count) == 0 } ?? false
        }
    }
}
