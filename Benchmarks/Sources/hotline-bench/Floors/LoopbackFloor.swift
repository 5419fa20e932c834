import Foundation

/// 512 bytes there and back over TCP on loopback: blocking sockets, two threads.
enum LoopbackFloor {
    static let messageBytes = 512

    static func measure(seconds: Double) throws -> Double {
        let port = try FreePort.take()
        let listener = TCP.socket()
        defer { close(listener) }
        guard TCP.withAddress(port: port, { bind(listener, $0, $1) }) == 0, listen(listener, 1) == 0 else {
            throw BenchError("cannot listen on 127.0.0.1:\(port)")
        }
        let client = TCP.socket()
        defer { close(client) }
        guard TCP.withAddress(port: port, { connect(client, $0, $1) }) == 0 else { throw BenchError("cannot connect") }
        let server = accept(listener, nil, nil)
        TCP.setNoDelay(client)
        TCP.setNoDelay(server)
        Thread.detachNewThread { echo(server) }
        var message = [UInt8](repeating: 7, count: messageBytes)
        let times = try Repeating.times(seconds: seconds) {
            guard send(client, message, message.count, 0) == message.count,
                recv(client, &message, message.count, Int32(MSG_WAITALL)) == message.count
            else { throw BenchError("the loopback connection ended") }
        }
        return Percentiles(times).p50
    }

    private static func echo(_ descriptor: Int32) {
        var message = [UInt8](repeating: 0, count: messageBytes)
        while recv(descriptor, &message, message.count, Int32(MSG_WAITALL)) == message.count {
            guard send(descriptor, message, message.count, 0) == message.count else { break }
        }
        close(descriptor)
    }
}
