import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// A statement beside the tail that is held, in an epoch of one letter each.
struct OrderCase: Sendable, CustomTestStringConvertible {
    let held: (epoch: UInt8, sequence: UInt64)?
    let epoch: UInt8
    let sequence: UInt64
    /// Whether the statement names the tail's digest, or `Digest.zero` where nothing is held.
    let follows: Bool
    let place: StreamOrder.Place

    init(
        _ held: (UInt8, UInt64)?, _ epoch: UInt8, _ sequence: UInt64, follows: Bool = true, _ place: StreamOrder.Place
    ) {
        self.held = held.map { (epoch: $0.0, sequence: $0.1) }
        (self.epoch, self.sequence, self.follows, self.place) = (epoch, sequence, follows, place)
    }

    var testDescription: String {
        "\(held.map { "\($0.epoch)#\($0.sequence)" } ?? "nothing") then \(epoch)#\(sequence) \(follows): \(place)"
    }
}

private let cases: [OrderCase] = [
    .init(nil, 1, 1, .next),
    .init(nil, 1, 1, follows: false, .gap),
    .init(nil, 1, 2, .gap),
    .init(nil, 1, 2, follows: false, .gap),
    .init((1, 5), 1, 6, .next),
    .init((1, 5), 1, 6, follows: false, .broken),
    .init((1, 5), 1, 7, .gap),
    .init((1, 5), 1, 7, follows: false, .gap),
    .init((1, 5), 1, 5, .earlier),
    .init((1, 5), 1, 5, follows: false, .earlier),
    .init((1, 5), 1, 1, follows: false, .earlier),
    .init((1, 5), 2, 1, .next),
    .init((1, 5), 2, 1, follows: false, .earlier),
    .init((1, 5), 2, 2, .earlier),
    .init((1, 5), 2, 6, .earlier),
    .init((1, UInt64(Int64.max)), 1, UInt64(Int64.max), .earlier),
    .init((1, UInt64(Int64.max)), 2, 1, .next),
]

@Suite("Order in a stream")
struct StreamOrderTests {
    @Test("a statement stands where its number, epoch and predecessor put it", arguments: cases)
    func place(_ expected: OrderCase) throws {
        let forge = try StatementForge()
        let tail = try expected.held.map { held in
            StreamTail(
                ordinal: try Sample.need(Ordinal(epoch: Sample.epoch(held.epoch), sequence: held.sequence)),
                digest: Digest.sha256([42]))
        }
        let right = tail?.digest ?? .zero
        var map = try Sample.need(forge.statement.payload.asMap)
        map[StatementKey.epoch] = .bytes(try Sample.epoch(expected.epoch).bytes)
        map[StatementKey.sequence] = .unsigned(expected.sequence)
        map[StatementKey.previous] = .bytes((expected.follows ? right : Digest.sha256([43])).bytes)
        let signed = try SignedStatement(decoding: forge.bytes(payload: .map(map)))
        #expect(StreamOrder.place(of: signed, after: tail) == expected.place)
    }
}
