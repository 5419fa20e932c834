import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("A HELLO that was overtaken")
struct OvertakenTests {
    private static func at(_ seconds: Int) -> MonotonicTime { MonotonicTime(sinceStart: .seconds(seconds)) }

    private static func failures() throws -> (late: [SessionFailure], sure: [SessionFailure]) {
        let (_, beta) = try liveParties()
        let head = try SignedHead(signing: beta.head, key: beta.identity.key)
        let stream = try Sample.stream()
        return (
            [
                .peerRolledBack("", held: nil, offered: head),
                .conflict(HistoryConflict(reason: .rollback, held: nil, offered: head)),
            ],
            [
                .conflict(HistoryConflict(reason: .fork, held: nil, offered: head)), .rolledBack("", offered: nil),
                .violation(""), .gap(stream), .timeout(""),
            ]
        )
    }

    @Test(
        "a rollback of the peer is not concluded where a receipt came over another session since the connection began")
    func late() throws {
        for failure in try Self.failures().late {
            #expect(failure.mayBeOvertaken(startedAt: Self.at(5), lastReceiptAt: Self.at(6)))
            #expect(failure.mayBeOvertaken(startedAt: Self.at(5), lastReceiptAt: Self.at(5)))
        }
    }

    @Test("where no receipt came since, a rollback is one")
    func early() throws {
        for failure in try Self.failures().late {
            #expect(!failure.mayBeOvertaken(startedAt: Self.at(5), lastReceiptAt: Self.at(4)))
            #expect(!failure.mayBeOvertaken(startedAt: Self.at(5), lastReceiptAt: nil))
        }
    }

    @Test("a fork, this node's own rollback and broken rules are never excused")
    func never() throws {
        for failure in try Self.failures().sure {
            #expect(!failure.mayBeOvertaken(startedAt: Self.at(5), lastReceiptAt: Self.at(6)))
        }
    }
}
