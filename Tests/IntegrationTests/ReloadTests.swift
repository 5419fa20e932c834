import Foundation
import HotlineControl
import Testing

extension Integration {
    @Suite("SIGHUP", .timeLimit(.minutes(5)))
    struct ReloadTests {
        @Test("it reloads and disturbs no session; changed routes of one line leave the others alone")
        func sessionsStay() async throws {
            try await Pair.with { pair in
                let gamma = try await TestNode(name: "gamma.example", in: pair.scratch)
                try await pair.pin(gamma, at: pair.alpha)
                try await pair.pin(pair.alpha, at: gamma)
                try await pair.startBoth()
                try await gamma.start()
                for name in ["beta.example", "gamma.example"] {
                    let request = try SubmitRequest.text("hello", to: name)
                    _ = try await pair.alpha.client.submit(request)
                    _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                }
                let before = try await pair.alpha.client.status().lines.map(\.session)
                #expect(before.count == 2 && !before.contains(nil))
                let route = AddRouteRequest(route: "127.0.0.1:9", first: true)
                #expect(try await pair.alpha.client.addRoute(toPeer: "gamma.example", route).isNew)
                #expect(try await pair.alpha.client.addRoute(toPeer: "gamma.example", route).isNew == false)
                let daemon = try #require(await pair.alpha.daemon)
                kill(daemon.processID, SIGHUP)
                #expect(await daemon.hasLogged("reloaded"))
                #expect(try await pair.alpha.client.status().lines.map(\.session) == before)
                await gamma.kill()
            }
        }

        @Test("it changes the log level; a configuration that is refused is named by file and line and changes nothing")
        func configuration() async throws {
            try await Pair.with { pair in
                let file = pair.alpha.home + "/config.yaml"
                try "log:\n  level: info\n".write(toFile: file, atomically: true, encoding: .utf8)
                try await pair.alpha.start(wrapper: ["/usr/bin/env", "-u", "HOTLINE_LOG_LEVEL"])
                let daemon = try #require(await pair.alpha.daemon)
                try "log:\n  level: chatty\n".write(toFile: file, atomically: true, encoding: .utf8)
                kill(daemon.processID, SIGHUP)
                #expect(await daemon.hasLogged("\(file):2"))
                #expect(try await pair.alpha.client.status().name == "alpha.example")
                try "listen: 127.0.0.1:1\nlog:\n  level: debug\n".write(toFile: file, atomically: true, encoding: .utf8)
                kill(daemon.processID, SIGHUP)
                #expect(await daemon.hasLogged("log level changed"))
                #expect(await pair.alpha.stop() == 0)
            }
        }
    }
}
