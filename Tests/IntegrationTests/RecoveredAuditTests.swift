import HotlineControl
import Testing

extension Integration {
    /// What an inspector does with the two sides of a line that went on in a new log, and on which contents were erased.
    @Suite("Audit of a recovered line", .timeLimit(.minutes(5)))
    struct RecoveredAuditTests {
        @Test("verified, exported, the exports verified, and both sides reconciled", arguments: [true, false])
        func inspected(isAlpha: Bool) async throws {
            try await Pair.with { pair in
                let node = isAlpha ? pair.alpha : pair.beta
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(3, in: pair)
                try await Self.erase(try #require(said.ids.first), pair)
                let copy = try await Copy.take(of: node, name: "copy", withLog: true)
                try await said.exchange(3, in: pair)
                try await said.acknowledge(in: pair)
                await pair.stopBoth()
                try copy.put(back: node)
                try await node.start()
                try await said.submit(from: node, to: pair.peer(of: node))
                try await pair.peer(of: node).start()
                try #require(await node.daemon?.hasLogged("line stopped") == true)
                let done = try await node.desk("line", "recover", pair.peer(of: node).name, "--timeout", "60s")
                try #require(done.status == 0, "\(done.errors)\(done.output)")
                try await said.exchange(2, in: pair)
                // One in the log before, whose record stands in the new one, and one in the new log.
                for id in [said.ids[1], try #require(said.ids.last)] { try await Self.erase(id, pair) }
                try await said.check(pair)
                try await Self.inspect(pair)
                try await Self.prove(said.ids[isAlpha ? 7 : 6], from: pair.peer(of: node), pair)
            }
        }

        /// The recipient lost it with the log that gave the first receipt, and gave another one from its new log.
        private static func prove(_ id: String, from node: TestNode, _ pair: Pair) async throws {
            let file = pair.scratch + "/twice.proof"
            let made = try await node.desk("audit", "prove", id, "-o", file)
            try #require(made.status == 0, "\(made.errors)")
            let keys = try [pair.alpha, pair.beta].flatMap { ["--key", "\(try $0.keyLine())"] }
            let checked = try await Ran.program(Programs.hotline, ["audit", "check", file] + keys)
            let places = checked.output.matches(of: /\S+\.example\/\S+\.example\/[0-9a-f]{16}/).map {
                String($0.output)
            }
            let peer = pair.peer(of: node).name
            let logs = Set(places.filter { $0.hasPrefix("\(peer)/") })
            #expect(checked.status == 0 && logs.count == 2, "\(checked.output)\(checked.errors)")
        }

        /// From exports and from the homes, with the keys alone.
        private static func inspect(_ pair: Pair) async throws {
            let keys = try [pair.alpha, pair.beta].flatMap { ["--key", "\(try $0.keyLine())"] }
            let none = ["--home", pair.scratch + "/none"]
            var paths: [String] = []
            for node in [pair.alpha, pair.beta] {
                let path = pair.scratch + "/export-" + node.name
                let exported = try await node.desk(
                    "audit", "export", "--line", pair.peer(of: node).name, "-o", path)
                try #require(exported.status == 0, "\(exported.errors)")
                let verified = try await Ran.program(
                    Programs.hotline, ["audit", "verify", "--from", path] + none + keys)
                #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
                paths.append(path)
            }
            for sides in [paths, [pair.alpha.home, pair.beta.home]] {
                let reconciled = try await Ran.program(Programs.hotline, ["audit", "reconcile"] + sides + none + keys)
                #expect(reconciled.status == 0, "\(reconciled.output) \(reconciled.errors)")
            }
        }

        /// At both nodes.
        private static func erase(_ id: String, _ pair: Pair) async throws {
            for node in [pair.alpha, pair.beta] {
                let erased = try await node.desk("erase", id, "--officer", "duty desk")
                try #require(erased.status == 0, "\(erased.errors)")
            }
        }
    }
}
