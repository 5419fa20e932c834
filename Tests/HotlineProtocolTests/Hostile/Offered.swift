import HotlineTestSupport

@testable import HotlineProtocol

/// What a session made of bytes that were offered to it as one frame.
enum Offered {
    case notAFrame(FrameError)
    case refused(SessionFailure)
    case taken(SessionMachine.Received, Frame)

    /// The class of the outcome, and for what was taken the kind of it.
    var word: String {
        switch self {
        case .notAFrame: "no frame"
        case .refused(let failure): "\(failure.code)"
        case .taken(let received, _): received.word
        }
    }

    var isTaken: Bool {
        if case .taken = self { true } else { false }
    }
}

extension SessionMachine {
    /// Offers bytes to a copy of this session, as if they had come over the socket.
    func offered(_ bytes: [UInt8]) -> Offered {
        do {
            return offered(try Frame(decoding: bytes))
        } catch {
            return .notAFrame(error)
        }
    }

    /// Offers a frame to a copy of this session.
    func offered(_ frame: Frame) -> Offered {
        var copy = self
        do {
            return .taken(try copy.receive(frame, at: Sample.start), frame)
        } catch {
            return .refused(error)
        }
    }
}

extension SessionMachine.Received {
    /// One word for transcripts.
    var word: String {
        switch self {
        case .nothing: "nothing"
        case .hello: "hello"
        case .part: "part"
        case .arrived: "arrived"
        case .lookup: "lookup"
        case .receipted(let records): "receipted×\(records.count)"
        case .checkpoint(let witnessed): "checkpoint \(witnessed.head.head.size)"
        case .cosigned: "cosigned"
        case .declined(_, let held): "declined, held \(held)"
        case .ended(.bye(let reason)): "ended by bye \(reason)"
        case .ended(.error(let code)): "ended by error \(code)"
        }
    }
}
