import Foundation
import HotlineAudit
import HotlineControl
import Testing

extension Integration {
    /// A database that was restored from an older copy: the line takes back what was lost and goes on in a new log.
    @Suite("Recovering from an older copy", .timeLimit(.minutes(20)))
    struct RecoveryTests {
        @Test(
            "either end, from a backup or from the file without its log: everything is there once, in order, and goes on",
            arguments: [true, false], [true, false])
        func recovers(isAlpha: Bool, withLog: Bool) async throws {
            try await Pair.with { pair in
                let node = isAlpha ? pair.alpha : pair.beta
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(3, in: pair)
                let copy = try await Copy.take(of: node, name: "copy", withLog: withLog)
                try await said.exchange(3, in: pair, bodyBytes: 300_000)
                try await said.acknowledge(in: pair)
                try await said.exchange(2, in: pair)
                await pair.stopBoth()
                try copy.put(back: node)
                try await node.start()
                // Queued before the node can know: it never had this number before, and is sent after the recovery.
                try await said.submit(from: node, to: pair.peer(of: node))
                try await pair.peer(of: node).start()
                try #require(await node.daemon?.hasLogged("line stopped") == true)
                let shown = try await recover(node, in: pair)
                #expect(shown.contains("new log") && shown.contains("follows"), "\(shown)")
                try await said.exchange(2, in: pair)
                try await said.check(pair)
                await pair.stopBoth()
                try await pair.startBoth()
                try await said.exchange(1, in: pair)
                try await said.check(pair)
            }
        }

        @Test("20 copies of a run, on both ends", arguments: [true, false])
        func everyPoint(isAlpha: Bool) async throws {
            try await Pair.with { pair in
                let node = isAlpha ? pair.alpha : pair.beta
                var (said, copies): (Said, [Copy]) = (Said(), [])
                try await pair.startBoth()
                for number in 0..<20 {
                    copies.append(try await Copy.take(of: node, name: "copy-\(number)", withLog: number % 3 != 2))
                    try await said.exchange(1, in: pair, channel: number % 2 == 0 ? "csirt" : "nrrc")
                    if number % 5 == 4 { try await said.acknowledge(in: pair) }
                }
                await pair.stopBoth()
                let last = try Homes.keep(pair)
                for copy in copies {
                    try last.put(back: pair)
                    try copy.put(back: node)
                    var again = said
                    try await pair.startBoth()
                    try #require(await node.daemon?.hasLogged("line stopped") == true)
                    _ = try await recover(node, in: pair)
                    try await again.exchange(1, in: pair)
                    try await again.check(pair)
                    await pair.stopBoth()
                }
            }
        }

        @Test("by itself where the configuration says so")
        func automatic() async throws {
            try await Pair.with { pair in
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(2, in: pair)
                let copy = try await Copy.take(of: pair.alpha, name: "copy", withLog: true)
                try await said.exchange(2, in: pair)
                await pair.stopBoth()
                try copy.put(back: pair.alpha)
                let path = pair.alpha.home + "/config.yaml"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try (text + "\nrecovery:\n  automatic: true\n").write(toFile: path, atomically: true, encoding: .utf8)
                try await pair.startBoth()
                try #require(await pair.alpha.daemon?.hasLogged("line recovered") == true)
                try await said.exchange(2, in: pair)
                try await said.check(pair)
            }
        }

        @Test("a line that is not stopped has nothing to recover; one whose peer was rolled back says where to")
        func refused() async throws {
            try await Pair.with { pair in
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(1, in: pair)
                let idle = try await pair.alpha.desk("line", "recover", "beta.example", "--json")
                #expect(idle.status == 5 && idle.output.contains("not_stopped"), "\(idle.output)")
                let copy = try await Copy.take(of: pair.beta, name: "copy", withLog: true)
                try await said.exchange(2, in: pair)
                await pair.stopBoth()
                try copy.put(back: pair.beta)
                try await pair.startBoth()
                try #require(await pair.alpha.daemon?.hasLogged("line stopped") == true)
                let there = try await pair.alpha.desk("line", "recover", "beta.example")
                #expect(there.status == 1 && there.errors.contains("it recovers there"), "\(there.errors)")
                try #require(await pair.beta.daemon?.hasLogged("line stopped") == true)
                _ = try await recover(pair.beta, in: pair)
                try await said.exchange(1, in: pair)
                try await said.check(pair)
            }
        }

        @Test("a fork is never recovered from by itself: an operator of the other side has to agree")
        func fork() async throws {
            try await Pair.with { pair in
                var said = Said()
                try await pair.startBoth()
                try await said.exchange(1, in: pair)
                let copy = try await Copy.take(of: pair.alpha, name: "copy", withLog: true)
                try await said.exchange(2, in: pair)
                let held = try #require(try await pair.beta.client.status().lines.first?.peerLog?.size)
                await pair.stopBoth()
                try copy.put(back: pair.alpha)
                try await pair.alpha.start()
                // Alpha goes on alone to the very size that beta holds: two roots of one size.
                while try #require(try await pair.alpha.client.status().lines.first).log.size < held {
                    try await said.submit(from: pair.alpha, to: pair.beta)
                }
                try await pair.beta.start()
                try #require(await pair.beta.daemon?.hasLogged("line stopped") == true)
                try #require(await pair.alpha.daemon?.hasLogged("line stopped") == true)
                #expect(try await pair.beta.client.status().lines.first?.stoppedCause == .fork)
                let alone = try await pair.alpha.desk("line", "recover", "beta.example", "--timeout", "3s")
                #expect(alone.status == 4, "\(alone.errors)\(alone.output)")
                #expect(try await pair.beta.client.status().lines.first?.state == .stopped)
                let agreed = try await pair.beta.desk("line", "recover", "alpha.example")
                #expect(agreed.status == 0 && agreed.output.contains("agreed"), "\(agreed.errors)")
                try #require(await pair.alpha.daemon?.hasLogged("line recovered") == true)
                try await said.exchange(1, in: pair)
                try await said.check(pair, isWhole: false)
                // Alpha signed two roots of one size: its new log names the one, and its former log here has the other.
                let found = try pair.audit(pair.alpha).logs.flatMap(\.findings)
                #expect(found.map(\.kind) == [.predecessor], "\(found)")
                #expect(try pair.audit(pair.beta).outcome == .whole)
            }
        }

        private func recover(_ node: TestNode, in pair: Pair) async throws -> String {
            let done = try await node.desk("line", "recover", pair.peer(of: node).name, "--timeout", "60s")
            try #require(done.status == 0, "\(done.errors)\(done.output)")
            return done.output
        }
    }
}

extension Pair {
    func peer(of node: TestNode) -> TestNode { node.name == alpha.name ? beta : alpha }

    func stopBoth() async {
        await alpha.stop()
        await beta.stop()
    }
}
