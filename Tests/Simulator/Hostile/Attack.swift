import COSE
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

/// One thing that a peer with a valid key may try.
struct Attack: Sendable {
    let name: String
    /// Whether it shows a history that does not go on from what was shown: the victim has to stop the line.
    var isFork = false
    /// Whether it signs two statements for one place: the victim has to keep both.
    var isEquivocation = false
    /// - Returns: whether it was made; some need that something was said before.
    let make: @Sendable (HostilePeer, SimWriting) async throws -> Bool

    static let all = statements + heads + receipts + floods

    private static let statements = [
        Attack(name: "two statements at one place", isEquivocation: true) { peer, out in
            let held = peer.party.own.map(\.durable.signed).last { peer.isHeldByVictim($0.digest) }
            guard let old = held?.statement else { return false }
            try await peer.send(peer.forge(at: old.ordinal.sequence, previous: old.previous), out)
            return true
        },
        Attack(name: "numbers left out") { peer, out in
            let tail = try peer.tail()
            try await peer.send(peer.forge(at: tail.ordinal.sequence + 5, previous: tail.digest), out)
            return true
        },
        Attack(name: "said before, said again") { peer, out in
            for frame in peer.said.suffix(3) { try await out.write(.statement(frame)) }
            return !peer.said.isEmpty
        },
        Attack(name: "a message issued again") { peer, out in
            peer.party.submit(try Sample.submission(peer.world.random.next() % peer.number + 1))
            try peer.party.commit()
            try await peer.flush(out)
            return true
        },
        Attack(name: "a statement for somebody else") { peer, out in
            let (tail, gamma) = (try peer.tail(), try TestIdentity.gamma())
            try await peer.send(
                peer.forge(at: tail.ordinal.sequence + 1, previous: tail.digest, to: gamma.line), out)
            return true
        },
        Attack(name: "a statement of somebody else") { peer, out in
            let (tail, gamma) = (try peer.tail(), try TestIdentity.gamma())
            try await peer.send(peer.forge(at: tail.ordinal.sequence + 1, previous: tail.digest, by: gamma), out)
            return true
        },
    ]

    private static let heads = [
        Attack(name: "a checkpoint of another history", isFork: true) { peer, out in
            guard let held = peer.sizeHeldByVictim, held < peer.party.head.size else { return false }
            let root = Digest.sha256(peer.world.random.bytes(8))
            peer.lies.append(root.bytes)
            try await out.write(
                peer.party.checkpoint(root: root, from: held, path: [root]))
            return true
        }
    ]

    private static let receipts = [
        Attack(name: "a receipt for another statement") { peer, out in
            guard let first = peer.party.issued.first, let last = peer.party.issued.last else { return false }
            try await out.write(
                .receipt(ReceiptFrame(receipt: first.receipt, places: last.places, consistency: last.consistency)))
            return true
        },
        Attack(name: "a receipt for what never arrived") { peer, _ in
            guard !peer.party.issued.isEmpty else { return false }
            peer.isDeaf = true
            return true
        },
        Attack(name: "a receipt given before") { peer, out in
            guard let first = peer.party.issued.first else { return false }
            try await out.write(.receipt(first))
            return true
        },
    ]

    private static let floods = [
        Attack(name: "a flood of pings") { _, out in
            for number in 0..<500 { try await out.write(.ping(UInt64(number))) }
            return true
        },
        Attack(name: "a flood of statements") { peer, out in
            guard !peer.hasFlooded else { return false }
            peer.hasFlooded = true
            for forged in try peer.forgeMany(Int(Limits.creditMessages) + 8) { try await peer.send(forged, out) }
            return true
        },
        Attack(name: "noise") { peer, out in
            out.pipe.put([0, 0, 0, 40] + peer.world.random.bytes(40))
            return true
        },
        Attack(name: "a length of 4 GiB") { _, out in
            out.pipe.put([255, 255, 255, 255, 130, 7])
            return true
        },
    ]
}
