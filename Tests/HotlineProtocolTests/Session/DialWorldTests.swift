import Testing

@testable import HotlineProtocol

/// Both nodes, any delays: one session, and soon.
@Suite("Both sides dial")
struct DialWorldTests {
    static let routes = [["a1", "a2"], ["b1", "b2"]]

    @Test(
        "whatever takes how long, both end with one session and stay there; over a first route where those are quick",
        arguments: [80, 300, 700])
    func oneSession(slowest: Int64) throws {
        for seed in UInt64(0)..<80 {
            var world = try DialWorld(routes: Self.routes, slowest: slowest, seed: seed)
            let up = world.run(for: .seconds(10)) { $0.isConnected }
            #expect(up != nil, "seed \(seed)")
            world.run(for: .seconds(5))
            let (session, changes) = (world.sessions, world.changes)
            #expect(world.isConnected, "seed \(seed)")
            let isFirst = ["a1", "b1"].contains(world.route)
            #expect(isFirst || slowest > 80, "seed \(seed): nobody is hurried to a later route")
            world.run(for: .seconds(60))
            #expect(world.sessions == session, "seed \(seed)")
            #expect(world.changes == changes && changes <= 6, "seed \(seed): \(changes)")
        }
    }

    @Test(
        "after an outage of any length a route that comes back carries the line within 5 seconds, whatever the others do",
        arguments: [3.0, 12, 61, 180], ["a1", "a2", "b1", "b2"])
    func comesBack(outage: Double, route: String) throws {
        for seed in UInt64(0)..<20 {
            var world = try DialWorld(routes: Self.routes, seed: seed)
            world.closed = ["a1", "a2", "b1", "b2"]
            // Not at the same moment of the rounds each time.
            world.run(for: .milliseconds(Int64(outage * 1000) + Int64(seed) * 37))
            let open = world.now
            world.closed.remove(route)
            let up = world.run(for: .seconds(30)) { $0.isConnected }
            #expect(up.map { $0 - open <= .seconds(5) } == true, "seed \(seed): \(up.map { $0 - open } ?? .zero)")
        }
    }

    @Test("a session whose route swallows everything is replaced within 15 seconds over another route")
    func halfOpen() throws {
        for seed in UInt64(0)..<100 {
            var world = try DialWorld(routes: Self.routes, seed: seed)
            world.run(for: .seconds(20))
            #expect(world.isConnected)
            let cut = world.now
            world.closed = ["a1", "b1"]
            let up = world.run(for: .seconds(60)) { $0.isConnected }
            #expect(up.map { $0 - cut <= .seconds(15) } == true, "seed \(seed): \(up.map { $0 - cut } ?? .zero)")
            world.run(for: .seconds(10))
            let session = world.sessions
            world.closed = []
            world.run(for: .seconds(60))
            #expect(world.sessions == session, "seed \(seed): it stays where it is when the first route is back")
        }
    }

    @Test("routes that come and go at any moment never leave the two with different sessions")
    func weather() throws {
        for seed in UInt64(0)..<60 {
            var world = try DialWorld(routes: Self.routes, seed: seed)
            for step in 0..<40 {
                let open = ["a1", "a2", "b1", "b2"].filter { _ in (seed &* 31 &+ UInt64(step) &* 17).isMultiple(of: 3) }
                world.closed = Set(["a1", "a2", "b1", "b2"]).subtracting(open)
                if step.isMultiple(of: 2) { world.closed.remove(["a1", "a2", "b1", "b2"][Int(seed % 4)]) }
                world.run(for: .milliseconds(Int64(seed &* 53 % 700) + Int64(step) * 411))
            }
            world.closed = []
            let calm = world.now
            let up = world.run(for: .seconds(60)) { $0.isConnected }
            #expect(up.map { $0 - calm <= .seconds(15) } == true, "seed \(seed)")
            world.run(for: .seconds(30))
            #expect(world.isConnected, "seed \(seed)")
        }
    }

    @Test("with routes on one side only the other waits to be dialled", arguments: [0, 1])
    func oneSided(side: Int) throws {
        for seed in UInt64(0)..<50 {
            var world = try DialWorld(routes: side == 0 ? [["a1"], []] : [[], ["b1"]], seed: seed)
            #expect(world.run(for: .seconds(5)) { $0.isConnected } != nil)
            world.closed = ["a1", "b1"]
            world.run(for: .seconds(90))
            #expect(world.sessions == [nil, nil])
            let open = world.now
            world.closed = []
            let up = world.run(for: .seconds(30)) { $0.isConnected }
            #expect(up.map { $0 - open <= .seconds(5) } == true)
        }
    }
}
