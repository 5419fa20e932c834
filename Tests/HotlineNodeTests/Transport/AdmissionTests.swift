import HotlineTestSupport
import NIOCore
import Testing

@testable import HotlineTransport

@Suite("Who may begin a handshake")
struct AdmissionTests {
    private func source(_ text: String) throws -> SourceAddress {
        try #require(SourceAddress(try SocketAddress(ipAddress: text, port: 1)))
    }

    /// Enters from so many sources, one each, without any luck or with all of it.
    private func crowd(_ count: Int, into machine: inout AdmissionMachine, chance: Double = 0.999_999) throws -> [Place]
    {
        try (0..<count).compactMap { number in
            let from = try source("10.0.\(number / 256).\(number % 256)")
            return try? machine.enter(from: from, chance: chance).get()
        }
    }

    @Test(
        "a source is an IPv4 address, however it is written, or an IPv6 /64",
        arguments: [
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.7", "::ffff:192.0.2.7", true), ("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", true),
            ("2001:db8:0:1::7", "2001:db8:0:2::7", false), ("::1", "127.0.0.1", false),
        ])
    func sources(_ one: String, _ other: String, same: Bool) throws {
        #expect((try source(one) == source(other)) == same)
    }

    @Test("a route names a source where its host is an address", arguments: ["192.0.2.7:7411", "[2001:db8::7]:7411"])
    func routes(_ route: String) throws {
        #expect(SourceAddress(route: route) != nil)
        #expect(SourceAddress(route: "beta.example:7411") == nil)
        #expect(SourceAddress(route: "nothing") == nil)
    }

    @Test("strangers get all places but those kept for peers, and a place that is left is free again")
    func total() throws {
        var machine = AdmissionMachine()
        let places = try crowd(500, into: &machine)
        #expect(places.count == TransportLimits.handshakes - TransportLimits.handshakesKept)
        let late = try source("192.0.2.1")
        #expect(machine.enter(from: late, chance: 0.999) == .failure(AdmissionRefused(.crowd)))
        for place in places { machine.leave(place) }
        #expect(machine.underWay == 0)
        #expect(try crowd(500, into: &machine).count == places.count)
    }

    @Test("from half of the places on a newcomer is refused by chance, the more the fuller")
    func earlyDrop() throws {
        let limit = TransportLimits.handshakes - TransportLimits.handshakesKept
        for (held, luck, isIn) in [
            (limit / 2, 0.0, true), (limit / 2 + 1, 0.0, false), (limit * 3 / 4, 0.49, false),
            (limit * 3 / 4, 0.5, true),
            (limit - 1, 0.97, false), (limit - 1, 0.98, true),
        ] {
            var machine = AdmissionMachine()
            #expect(try crowd(held, into: &machine).count == held)
            let verdict = machine.enter(from: try source("192.0.2.1"), chance: luck)
            #expect(((try? verdict.get()) != nil) == isIn, "\(held) held, luck \(luck)")
        }
    }

    @Test("one source has its own limit, known or not, and other sources do not notice")
    func perSource() throws {
        for isKnown in [false, true] {
            var machine = AdmissionMachine()
            let greedy = try source("2001:db8::1")
            if isKnown { machine.remember(greedy) }
            var admitted = 0
            for _ in 0..<500 where (try? machine.enter(from: greedy, chance: 0.999_999).get()) != nil { admitted += 1 }
            #expect(admitted == TransportLimits.handshakesPerSource)
            let next = try source("2001:db8::ffff")
            #expect(machine.enter(from: next, chance: 0) == .failure(AdmissionRefused(.source)), "the same /64")
            #expect((try? machine.enter(from: source("192.0.2.1"), chance: 0).get()) != nil)
        }
    }

    @Test("whatever a crowd does, sources of peers have places: remembered ones and those that routes name")
    func kept() throws {
        var machine = AdmissionMachine()
        let (remembered, named) = (try source("192.0.2.1"), try source("192.0.2.2"))
        machine.remember(remembered)
        machine.expect([named], line: 7)
        _ = try crowd(10_000, into: &machine)
        for known in [remembered, named] {
            for _ in 0..<TransportLimits.handshakesPerSource / 2 {
                #expect((try? machine.enter(from: known, chance: 0).get())?.isStranger == false)
            }
        }
        #expect(machine.underWay == TransportLimits.handshakes)
        machine.expect([], line: 7)
        #expect(machine.isKnown(named) == false, "its line was left")
    }

    @Test("of the remembered sources the oldest is forgotten, and who comes again is young again")
    func memory() throws {
        var machine = AdmissionMachine()
        let first = try source("192.0.2.1")
        machine.remember(first)
        for round in 0..<3 {
            for number in 0..<200 { machine.remember(try source("10.\(round).0.\(number)")) }
            machine.remember(first)
        }
        #expect(machine.isKnown(first))
        #expect(machine.isKnown(try source("10.2.0.0")))
        #expect(machine.isKnown(try source("10.0.0.0")) == false)
    }

    @Test("however connections come and go, the counts end at nothing")
    func balance() throws {
        var random = SeededRandom(seed: 1)
        var (machine, held) = (AdmissionMachine(), [Place]())
        for _ in 0..<20_000 {
            let from = try source("10.0.0.\(Int.random(in: 0..<40, using: &random))")
            let chance = Double.random(in: 0..<1, using: &random)
            if let place = try? machine.enter(from: from, chance: chance).get() { held.append(place) }
            if Bool.random(using: &random), let leaving = held.indices.randomElement(using: &random) {
                machine.leave(held.remove(at: leaving))
            }
            #expect(machine.underWay == held.count && held.count <= TransportLimits.handshakes)
            if chance < 0.1 { machine.remember(from) }
        }
        for place in held { machine.leave(place) }
        #expect(machine.underWay == 0)
    }
}
