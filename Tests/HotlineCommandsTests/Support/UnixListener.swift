import Foundation

/// Just enough of sockets and HTTP/1.1 for a test's daemon.
enum UnixListener {
    struct Failure: Error {}

    static func open(_ path: String) throws -> Int32 {
        #if canImport(Darwin)
            let listener = socket(AF_UNIX, SOCK_STREAM, 0)
        #else
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard listener >= 0, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw Failure() }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 16) == 0 else { throw Failure() }
        return listener
    }

    /// Head and body of one request; nil where the connection ends before.
    static func request(on connection: Int32) -> FakeNode.Request? {
        var bytes = Data()
        let end = Data("\r\n\r\n".utf8)
        while bytes.range(of: end) == nil {
            guard receive(into: &bytes, connection) else { return nil }
        }
        guard let head = bytes.range(of: end) else { return nil }
        let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
        while bytes.count - head.upperBound < length ?? 0 {
            guard receive(into: &bytes, connection) else { return nil }
        }
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        return FakeNode.Request(method: words[0], target: words[1], body: bytes[head.upperBound...])
    }

    static func send(_ reply: FakeNode.Reply, on connection: Int32) {
        var bytes = Data("HTTP/1.1 \(reply.status) -\r\nContent-Type: \(reply.type)\r\n".utf8)
        if reply.type != "text/event-stream" { bytes += Data("Content-Length: \(reply.body.count)\r\n".utf8) }
        bytes += Data("Connection: close\r\n\r\n".utf8) + reply.body
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = Data(bytes.dropFirst(count))
        }
    }

    private static func receive(into bytes: inout Data, _ connection: Int32) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = read(connection, &piece, piece.count)
        guard count > 0 else { return false }
        bytes += Data(piece[..<count])
        return true
    }
}
