import Foundation
import HotlineControl
import Testing

extension Integration {
    /// A backup of a running node, and what the peer says when it is restored.
    @Suite("Backup and restore", .timeLimit(.minutes(5)))
    struct BackupTests {
        @Test("a flash message gets its receipt while a backup runs, and the backup is whole")
        func meanwhile() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                for number in 0..<6 {
                    try await Self.exchange(pair, String(repeating: "\(number)", count: 6_000_000))
                }
                let begun = try await pair.alpha.client.beginBackup()
                let second = await #expect(throws: ControlClientError.self) {
                    _ = try await pair.alpha.client.beginBackup()
                }
                guard case .node(let answer) = second else { throw CancellationError() }
                #expect(answer.code == .backupRunning)
                var receipted = 0
                var status = begun
                while status.finishedAt == nil {
                    try await Self.exchange(pair, "meanwhile", precedence: "flash")
                    receipted += 1
                    status = try await pair.alpha.client.backup()
                }
                #expect(status.state == .done && receipted > 0, "\(String(describing: status.error))")
                #expect((status.bytes ?? 0) > 36_000_000)
                #expect(status.path == pair.alpha.home + "/hotline.db.backup")
                let next = try await pair.alpha.desk("backup", pair.scratch + "/copy", "--json")
                #expect(next.status == 0, "\(next.errors)")
                #expect(!FileManager.default.fileExists(atPath: status.path), "the one before is gone")
            }
        }

        @Test("the newest state restored goes on; an older one stops the line as rolled back, and both are said before")
        func restored() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.exchange(pair, "first")
                let (older, newest) = (pair.scratch + "/older", pair.scratch + "/newest")
                try #require(try await pair.alpha.desk("backup", older).status == 0)
                try await Self.exchange(pair, "second")
                let busy = try await pair.alpha.desk("restore", older, "--yes")
                #expect(busy.status == 3 && busy.errors.contains("in use by process"))
                await pair.alpha.stop()
                try #require(try await pair.alpha.desk("backup", newest).status == 0)

                let same = try await pair.alpha.desk("restore", newest, "--yes")
                try #require(same.status == 0, "\(same.errors)")
                #expect(same.output.contains("the lines go on"))
                try await pair.alpha.start()
                try await Self.exchange(pair, "third")
                await pair.alpha.stop()

                let lost = try await pair.alpha.desk("restore", older, "--yes")
                try #require(lost.status == 0, "\(lost.errors)")
                #expect(lost.output.contains("stop as rolled back"))
                try await pair.alpha.start()
                try #require(await pair.alpha.daemon?.hasLogged("line stopped") == true)
                let line = try #require(try await pair.alpha.client.status().lines.first)
                #expect(line.state == .stopped && line.stoppedReason?.contains("older") == true)
            }
        }

        private static func exchange(_ pair: Pair, _ text: String, precedence: String = "routine") async throws {
            let request = try SubmitRequest.text(text, precedence: precedence)
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            try #require(shown.state == .receipted)
        }
    }
}
