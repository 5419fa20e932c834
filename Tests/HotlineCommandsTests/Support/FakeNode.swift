import Foundation
import HotlineControl
import Synchronization

/// A daemon for one test: a real Unix socket at the home's place, and answers from a closure.
///
/// One thread takes one connection after the other and reads one request on each, as the client makes them.
final class FakeNode: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        let method: String
        /// Path and query.
        let target: String
        let body: Data

        /// `GET /v1/status`
        var line: String { "\(method) \(target)" }

        /// The body as the API's own type.
        func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
            try? ControlJSON.decode(type, from: body)
        }
    }

    /// An answer to give.
    struct Reply: Sendable {
        var status = 200
        var type = "application/json"
        var body = Data()
        /// Close without an answer, as a daemon that is killed does.
        var isSilent = false

        static let silence = Reply(isSilent: true)

        static func json(_ value: some Encodable, status: Int = 200) -> Reply {
            Reply(status: status, body: (try? ControlJSON.encode(value)) ?? Data())
        }

        static func bytes(_ bytes: [UInt8], type: String = "application/cose") -> Reply {
            Reply(type: type, body: Data(bytes))
        }

        static func failure(_ code: ControlError.Code, _ message: String, remedy: String? = nil) -> Reply {
            json(ErrorReply(error: ControlError(code, message, remedy: remedy)), status: code.httpStatus)
        }
    }

    /// A home of its own below the system's directory for temporary files, short enough for a socket.
    let home: String
    private let listener: Int32
    private let taken = Mutex<[Request]>([])
    private let ended = DispatchSemaphore(value: 0)

    init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
        home = try TemporaryHome.make()
        try FileManager.default.createDirectory(atPath: home + "/run", withIntermediateDirectories: true)
        listener = try UnixListener.open(home + "/run/hotline.sock")
        let thread = Thread { [self] in serve(answer) }
        thread.start()
    }

    /// The requests so far, in order.
    var requests: [Request] { taken.withLock { $0 } }

    /// Stops listening and waits until the last connection is served.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        ended.wait()
        close(listener)
        TemporaryHome.remove(home)
    }

    private func serve(_ answer: @Sendable (Request) -> Reply) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            if let request = UnixListener.request(on: connection) {
                taken.withLock { $0.append(request) }
                let reply = answer(request)
                if !reply.isSilent { UnixListener.send(reply, on: connection) }
            }
            close(connection)
        }
        ended.signal()
    }
}
