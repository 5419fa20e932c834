import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import NIOCore

/// One frame of a transcript, with the length before it.
struct GoldenFrame: Equatable {
    let step: Int
    let side: GoldenScript.Side
    let bytes: [UInt8]

    var line: String { "\(step) \(side.rawValue) \(Hex.encode(bytes))" }

    init(step: Int, side: GoldenScript.Side, bytes: [UInt8]) {
        (self.step, self.side, self.bytes) = (step, side, bytes)
    }

    init(step: Int, side: GoldenScript.Side, _ frame: Frame) {
        var buffer = ByteBuffer()
        frame.write(to: &buffer)
        self.init(step: step, side: side, bytes: Array(buffer.readableBytesView))
    }

    init(line: some StringProtocol) throws {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let step = Int(parts[0]), let side = GoldenScript.Side(rawValue: String(parts[1]))
        else {
            throw TestIdentity.Malformed()
        }
        self.init(step: step, side: side, bytes: try Sample.need(Hex.decode(String(parts[2]))))
    }

    /// The frame, which must be all that the bytes hold.
    func frame() throws -> Frame {
        var buffer = ByteBuffer(bytes: bytes)
        let frame = try Sample.need(try Frame.read(from: &buffer))
        guard buffer.readableBytes == 0 else { throw TestIdentity.Malformed() }
        return frame
    }
}

/// Plays the script: both sides with each other, or one side against what was recorded of the other.
///
/// All that drives the machines stands here.
struct GoldenPlayer {
    private var parties: [GoldenScript.Side: MemoryParty]
    private let recorded: [GoldenFrame]
    private(set) var passed: [GoldenFrame] = []

    /// Both sides.
    init() throws {
        let (alpha, beta) = try newParties()
        (parties, recorded) = ([.alpha: alpha, .beta: beta], [])
    }

    /// One side alone; the other one is on the tape.
    init(side: GoldenScript.Side, tape: [GoldenFrame]) throws {
        let (alpha, beta) = try newParties()
        parties = side == .alpha ? [.alpha: alpha] : [.beta: beta]
        recorded = tape.filter { $0.side != side }
    }

    /// A side after the script.
    func party(_ side: GoldenScript.Side) throws -> MemoryParty { try Sample.need(parties[side]) }

    mutating func play() throws {
        for (number, step) in try GoldenScript.steps().enumerated() { try play(step, number) }
    }

    private mutating func play(_ step: GoldenScript.Step, _ number: Int) throws {
        switch step {
        case .connect: for side in GoldenScript.Side.allCases { try parties[side]?.connect() }
        case .cut: for side in GoldenScript.Side.allCases { parties[side]?.disconnect() }
        case .commit(let side): try parties[side]?.commit()
        case .say(let side, let submission):
            parties[side]?.submit(submission)
            try parties[side]?.commit()
        case .tick(let side, let seconds):
            try parties[side]?.session?.tick(at: Sample.start + .seconds(seconds))
        case .carry(let side, let limit): try carry(side, limit, number)
        case .bye(let side): try pass(.bye(.shutdown), side, number)
        }
    }

    private mutating func carry(_ side: GoldenScript.Side, _ limit: Int, _ number: Int) throws {
        guard parties[side] != nil else {
            for taped in recorded where taped.step == number { try pass(taped.frame(), side, number) }
            return
        }
        var count = 0
        while count < limit, let frame = try parties[side]?.pull() {
            try pass(frame, side, number)
            count += 1
        }
    }

    /// What goes over the wire goes as bytes.
    private mutating func pass(_ frame: Frame, _ side: GoldenScript.Side, _ number: Int) throws {
        let sent = GoldenFrame(step: number, side: side, frame)
        passed.append(sent)
        try parties[side == .alpha ? .beta : .alpha]?.receive(try sent.frame())
    }
}
