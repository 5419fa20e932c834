import Foundation
import HotlineControl
import Testing

extension Integration {
    /// Two routes to each side, through proxies that can fail.
    @Suite("Routes that fail and come back", .timeLimit(.minutes(5)))
    struct RouteTests {
        @Test("a route that stalls in the middle of a session is left for the second one, and stays left")
        func stallInSession() async throws {
            try await Rounds.expect(within: .seconds(16)) {
                try await Routes.with { routes in
                    try await routes.pair.startBoth()
                    _ = try await routes.exchange("over the first route")
                    let before = try await routes.session()
                    routes.set(.stall, [0])
                    let took = try await routes.exchange("over the second route")
                    let after = try await routes.session()
                    #expect(after != before)
                    routes.set(.forward, [0])
                    _ = try await routes.exchange("still over the second route")
                    #expect(try await routes.session() == after)
                    return took
                }
            }
        }

        @Test(
            "traffic resumes within 5 seconds of a route coming back, first or second, from stalling or refusing",
            arguments: [(0, Proxy.Mode.stall), (1, .stall), (0, .refuse), (1, .refuse)])
        func comesBack(route: Int, outage: Proxy.Mode) async throws {
            try await Rounds.expect(within: .seconds(5)) {
                try await Routes.with { routes in
                    routes.set(outage, [0, 1])
                    try await routes.pair.startBoth()
                    let request = try SubmitRequest.text("waits for a route")
                    _ = try await routes.pair.alpha.client.submit(request)
                    // Both have tried in vain: the outage is one.
                    for node in [routes.pair.alpha, routes.pair.beta] {
                        #expect(await node.daemon?.hasLogged("dial failed") == true)
                    }
                    return try await ContinuousClock().measure {
                        routes.set(.forward, [route])
                        let shown = try await routes.pair.alpha.client.wait(
                            patiently: request.messageID, until: .receipt)
                        #expect(shown.state == .receipted)
                    }
                }
            }
        }

        @Test("a side that believes in a dead session takes the new one that the other side dials")
        func halfOpen() async throws {
            try await Rounds.expect(within: .seconds(10)) {
                try await Routes.with { routes in
                    try await routes.pair.startBoth()
                    _ = try await routes.exchange("before")
                    routes.forgetDiallers()
                    return try await routes.exchange("after")
                }
            }
        }

        @Test("a route is added while the line is down, over the running daemon, and used at once")
        func addedRoute() async throws {
            try await Pair.with { pair in
                for (node, peer) in [(pair.alpha, pair.beta), (pair.beta, pair.alpha)] {
                    _ = try await node.desk("peer", "add", "\(try peer.keyLine())")
                }
                try await pair.startBoth()
                let request = try SubmitRequest.text("nowhere to go")
                _ = try await pair.alpha.client.submit(request)
                let route = "127.0.0.1:\(pair.beta.port)"
                let added = try await pair.alpha.desk("peer", "route", "add", "beta.example", route, "--json")
                try #require(added.status == 0, "\(added.errors)")
                let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                let before = try await pair.alpha.client.status().lines.first?.session
                let removed = try await pair.alpha.desk("peer", "route", "remove", "beta.example", route)
                #expect(removed.status == 0)
                let again = try await pair.alpha.desk("peer", "route", "remove", "beta.example", route)
                #expect(again.status == 1 && again.errors.contains("no such route"))
                #expect(try await pair.alpha.client.status().lines.first?.session == before, "no session ends")
            }
        }
    }
}

/// Two nodes with two routes each way: routes 0 are preferred, routes 1 come second.
private struct Routes {
    let pair: Pair
    /// By preference: alpha's route to beta, beta's to alpha.
    private let proxies: [[Proxy]]

    static func with<Result>(_ body: (Routes) async throws -> Result) async throws -> Result {
        try await Pair.with { pair in
            let proxies = try (0..<2).map { _ in [try Proxy(to: pair.beta.port), try Proxy(to: pair.alpha.port)] }
            defer { for proxy in proxies.joined() { proxy.stop() } }
            for (side, node) in [pair.alpha, pair.beta].enumerated() {
                let peer = side == 0 ? pair.beta : pair.alpha
                let added = try await node.desk(
                    "peer", "add", "\(try peer.keyLine())", "--route", proxies[0][side].route, "--route",
                    proxies[1][side].route)
                try #require(added.status == 0, "\(added.errors)")
            }
            return try await body(Routes(pair: pair, proxies: proxies))
        }
    }

    func set(_ mode: Proxy.Mode, _ routes: [Int]) {
        for route in routes { for proxy in proxies[route] { proxy.set(mode) } }
    }

    func forgetDiallers() {
        for proxy in proxies.joined() { proxy.forgetDiallers() }
    }

    /// Sends a message to beta; how long its receipt took.
    func exchange(_ text: String) async throws -> Duration {
        try await ContinuousClock().measure {
            let request = try SubmitRequest.text(text)
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            #expect(shown.state == .receipted)
        }
    }

    func session() async throws -> UInt64 {
        try #require(try await pair.alpha.client.status().lines.first?.session)
    }
}
