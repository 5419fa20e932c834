import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// A HELLO with everything in it: a head that the peer holds, a stream, and a log that has grown.
@Suite("Damaged HELLOs")
struct DamagedHelloTests {
    let alpha: MemoryParty
    let greeting: SessionMachine
    let hello: Hello

    init() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1))
        try beta.say(Sample.submission(2))
        try pump(&alpha, &beta)
        hello = try beta.hello()
        try alpha.connect()
        greeting = try Sample.need(alpha.session)
        self.alpha = alpha
    }

    /// What has no authority: a version and limits to be spoken with, a count, an agreement and a clock to be shown.
    private func sameButForWords(_ other: Hello) -> Bool {
        var copy = hello
        copy.minor = other.minor
        copy.capabilities = other.capabilities
        (copy.creditMessages, copy.creditBytes) = (other.creditMessages, other.creditBytes)
        (copy.dialCounter, copy.agreement, copy.clock) = (other.dialCounter, other.agreement, other.clock)
        // Breaks a tie between two connections of one dialler; both are the peer's own.
        copy.epoch = other.epoch
        return copy == other
    }

    /// Offers it to the machine, and where that takes it compares it with the store as a node does.
    private func outcome(_ bytes: [UInt8]) throws -> Offered {
        let outcome = greeting.offered(bytes)
        guard case .taken(.hello(let greeting), let frame) = outcome else { return outcome }
        var party = alpha
        do {
            _ = try party.session?.receive(frame, at: Sample.start)
            try party.resume(greeting)
        } catch let failure as SessionFailure {
            return .refused(failure)
        }
        return outcome
    }

    @Test("it is taken as it is")
    func whole() throws {
        #expect(hello.heldHead != nil && hello.streams.count == 1)
        #expect(try outcome(Frame.hello(hello).encoded()).word == "hello")
    }

    @Test("with any bit turned over it is refused by name, or differs in words that decide nothing", arguments: 0..<4)
    func bits(share: Int) throws {
        let bytes = Frame.hello(hello).encoded()
        var taken = 0
        for bit in stride(from: share, to: bytes.count * 8, by: 4) {
            switch try outcome(bytes.flipping(bit: bit)) {
            case .notAFrame, .refused(.violation), .refused(.rolledBack), .refused(.ownFork), .refused(.peerRolledBack),
                .refused(.conflict):
                continue
            case .taken(.hello(let greeting), _):
                taken += 1
                #expect(sameButForWords(greeting.hello), "bit \(bit)")
                #expect(greeting.opening.bytes == hello.opening && greeting.newestHead.bytes == hello.newestHead)
                #expect(greeting.heldHead?.bytes == hello.heldHead)
            case let other: Issue.record("bit \(bit): \(other.word)")
            }
        }
        // Epoch 128, agreement 256, clock, credit and counters some 100 more, a fourth of them in each share.
        #expect((64...160).contains(taken), "\(taken)")
    }

    @Test("cut anywhere it is no frame")
    func truncations() {
        for bytes in Frame.hello(hello).encoded().truncations {
            guard case .notAFrame = greeting.offered(bytes) else { Issue.record("\(bytes.count) bytes"); return }
        }
    }

    @Test("with a signed object left out, cut or put in another's place it is refused")
    func objects() throws {
        let other = try #require(hello.heldHead)
        var changed = [hello, hello, hello, hello, hello]
        changed[0].opening = hello.newestHead
        changed[1].newestHead = hello.opening
        changed[2].newestHead = other
        changed[3].heldHead = hello.newestHead
        changed[4].newestHead.removeLast()
        for hello in changed {
            #expect(try outcome(Frame.hello(hello).encoded()).word == "violation")
        }
    }
}
