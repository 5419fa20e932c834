import Foundation
import HotlineControl
import Testing

extension Integration {
    @Suite("Starting and stopping the daemon", .timeLimit(.minutes(5)))
    struct StartupTests {
        @Test("SIGTERM stops it with status 0, and what was queued is there after the next start")
        func graceful() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let request = try SubmitRequest.text("stays")
                _ = try await pair.alpha.client.submit(request)
                #expect(await pair.alpha.stop() == 0)
                try await pair.alpha.start()
                #expect(try await pair.alpha.client.message(id: request.messageID).state == .queued)
            }
        }

        @Test("a key file that others can read is refused, with the file, its mode and the remedy")
        func openKey() async throws {
            try await Pair.with { pair in
                let key = pair.alpha.home + "/identity.pem"
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
                let (status, said) = try await Self.refusal(of: pair.alpha)
                #expect(status == 77)
                #expect(said.contains(key) && said.contains("644") && said.contains("chmod 600"))
            }
        }

        @Test("a second daemon on one database is refused, with the process that has it")
        func databaseInUse() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let first = try #require(await pair.alpha.daemon)
                let second = try Daemon(home: pair.alpha.home, port: FreePort.take())
                #expect(await second.waitUntilReady() == false)
                #expect(await second.waitForEnd() == 69)
                #expect(second.log.contains("\(first.processID)"))
                #expect(try await pair.alpha.client.status().name == "alpha.example")
            }
        }

        @Test("a port in use is refused by its address")
        func portInUse() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let second = try Daemon(home: pair.beta.home, port: pair.alpha.port)
                #expect(await second.waitUntilReady() == false)
                #expect(await second.waitForEnd() == 69)
                #expect(second.log.contains("127.0.0.1:\(pair.alpha.port)"))
            }
        }

        @Test("a wrong configuration is refused with file, line, key and what was expected")
        func configuration() async throws {
            try await Pair.with { pair in
                let file = pair.alpha.home + "/config.yaml"
                try "log:\n  level: chatty\n".write(toFile: file, atomically: true, encoding: .utf8)
                let child = try await Ran.program(Programs.hotlined, ["--home", pair.alpha.home])
                #expect(child.status == 78)
                #expect(child.errors.contains("\(file):2"))
                #expect(child.errors.contains("log.level") && child.errors.contains("debug"))
            }
        }

        @Test("a database that is no database is refused and left as it is")
        func notADatabase() async throws {
            try await Pair.with { pair in
                let file = pair.alpha.home + "/hotline.db"
                let junk = Data("this is not a database, and somebody may still need it".utf8)
                try junk.write(to: URL(fileURLWithPath: file))
                let (status, said) = try await Self.refusal(of: pair.alpha)
                #expect(status != 0)
                #expect(said.contains(file))
                #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == junk)
            }
        }

        private static func refusal(of node: TestNode) async throws -> (Int32, String) {
            let daemon = try Daemon(home: node.home, port: node.port)
            #expect(await daemon.waitUntilReady() == false)
            return (await daemon.waitForEnd(), daemon.log)
        }
    }
}
