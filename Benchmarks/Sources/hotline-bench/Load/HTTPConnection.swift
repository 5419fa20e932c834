import Foundation

/// A connection to the local API that is kept open: one request after the other.
final class HTTPConnection {
    let descriptor: Int32
    private var outgoing: [UInt8] = []
    private var sent = 0
    private var reader = ReplyReader()

    init(_ socket: String) throws {
        descriptor = try TCP.connect(unixSocket: socket)
    }

    deinit { close(descriptor) }

    /// Whether a part of the request waits for room in the socket.
    var wantsToWrite: Bool { sent < outgoing.count }

    func begin(_ request: [UInt8]) throws {
        (outgoing, sent) = (request, 0)
        try write()
    }

    func write() throws {
        while sent < outgoing.count {
            let count = outgoing.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            guard count > 0 else {
                throw BenchError("the local API closed a connection: \(String(cString: strerror(errno)))")
            }
            sent += count
        }
    }

    /// Reads once; the answer, when it is whole.
    func read(into room: UnsafeMutableRawBufferPointer) throws -> Reply? {
        let count = recv(descriptor, room.baseAddress, room.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else { throw BenchError("the local API closed a connection before it answered") }
        return try reader.take(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
}
