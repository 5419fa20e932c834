import Foundation
import HotlineControl
import Testing

extension Integration {
    /// `hotline audit verify` beside running daemons and on homes at rest, and the daemon's own audit.
    @Suite("Audit of whole logs", .timeLimit(.minutes(5)))
    struct AuditVerifyTests {
        private static let marker = "The valve at the north pier is shut."

        @Test("both homes are whole while messages pass, and after")
        func meanwhile() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.exchange(pair, "the first")
                async let passing: Void = Self.exchange(pair, count: 60)
                var rounds = 0
                while rounds < 4 {
                    for node in [pair.alpha, pair.beta] {
                        let audit = try await node.desk("audit", "verify", "--json")
                        #expect(audit.status == 0, "\(audit.output)\n\(audit.errors)")
                    }
                    rounds += 1
                }
                try await passing
                await pair.alpha.stop()
                await pair.beta.stop()
                let audit = try await pair.alpha.desk("audit", "verify", "--line", "beta.example", "--offline")
                #expect(audit.status == 0 && audit.output.contains("whole"), "\(audit.output)\n\(audit.errors)")
                #expect(audit.output.contains("(identity.pub)") && audit.output.contains("(database)"))
            }
        }

        @Test("a body that was changed long ago is named, offline and by the daemon's own audit with an alarm")
        func damaged() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.exchange(pair, Self.marker)
                try await Self.exchange(pair, count: 5)
                await pair.alpha.stop()
                try Self.change(Self.marker, in: pair.alpha.home + "/hotline.db")
                let audit = try await pair.alpha.desk("audit", "verify")
                #expect(audit.status == 7, "\(audit.output)")
                #expect(audit.output.contains("the body of leaf 1"))
                #expect(audit.errors.contains("broken"))

                try Self.auditEverySecond(pair.alpha.home)
                try await pair.alpha.start()
                try #require(await pair.alpha.daemon?.hasLogged("audit: broken") == true)
                let found = try await pair.alpha.client.status().audit
                #expect(found?.verdict == .broken)
                #expect(found?.reason?.contains("the body of leaf 1") == true)
                let status = try await pair.alpha.desk("status")
                #expect(status.output.contains("BROKEN"))
                try await Self.firstAlarm(pair)
            }
        }

        @Test("a home without a readable database could not be checked, or is broken, and never whole")
        func unreadable() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                await pair.alpha.stop()
                let file = pair.alpha.home + "/hotline.db"
                let bytes = try #require(FileManager.default.contents(atPath: file))
                let halves = [bytes.prefix(bytes.count / 2), bytes.prefix(4096)]
                for damaged in halves + [Data(), Data("not a database\n".utf8)] {
                    try damaged.write(to: URL(fileURLWithPath: file))
                    let audit = try await pair.alpha.desk("audit", "verify", "--json")
                    #expect([7, 8].contains(audit.status), "\(damaged.count) bytes: \(audit.output)")
                }
                try FileManager.default.removeItem(atPath: file)
                let audit = try await pair.alpha.desk("audit", "verify")
                #expect(audit.status == 8, "\(audit.output)")
                #expect(!FileManager.default.fileExists(atPath: file), "none is made")
            }
        }

        /// Every audit that finds something tells all who watch.
        private static func firstAlarm(_ pair: Pair) async throws {
            for try await event in pair.alpha.client.events() where event.event == .auditBroken {
                #expect(event.peer == "beta.example" && event.reason?.contains("leaf 1") == true)
                return
            }
            Issue.record("no alarm")
        }

        private static func auditEverySecond(_ home: String) throws {
            let path = home + "/config.yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacing("interval: 24h", with: "interval: 1s").write(
                toFile: path, atomically: false, encoding: .utf8)
        }

        private static func change(_ text: String, in file: String) throws {
            var bytes = try #require(FileManager.default.contents(atPath: file))
            let place = try #require(bytes.firstRange(of: Data(text.utf8)))
            bytes[place.lowerBound] ^= 1
            try bytes.write(to: URL(fileURLWithPath: file))
        }

        private static func exchange(_ pair: Pair, count: Int) async throws {
            for number in 0..<count { try await exchange(pair, "message \(number)") }
        }

        private static func exchange(_ pair: Pair, _ text: String) async throws {
            let request = try SubmitRequest.text(text)
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            try #require(shown.state == .receipted)
        }
    }
}
