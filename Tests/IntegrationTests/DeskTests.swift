import Foundation
import HotlineControl
import HotlineCrypto
import Synchronization
import Testing

extension Integration {
    @Suite("The command line against a running node", .timeLimit(.minutes(5)))
    struct DeskTests {
        @Test("the safety number is the same on both sides, and verifying ends the warning")
        func safetyNumber() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let mine = try await pair.alpha.client.peer(named: "beta.example").safetyNumber
                let theirs = try await pair.beta.client.peer(named: "alpha.example").safetyNumber
                #expect(mine == theirs)
                #expect(mine.filter(\.isNumber).count == 60)
                let warned = try await pair.alpha.desk("send", "beta.example", "hello")
                #expect(warned.status == 0 && warned.errors.contains("not verified"))
                let verified = try await pair.alpha.desk("peer", "verify", "beta.example", "--number", theirs)
                #expect(verified.status == 0, "\(verified.errors)")
                let quiet = try await pair.alpha.desk("send", "beta.example", "hello again")
                #expect(quiet.status == 0 && !quiet.errors.contains("not verified"))
                let wrong = try await pair.beta.desk(
                    "peer", "verify", "alpha.example", "--number", String(repeating: "12345 ", count: 12))
                #expect(wrong.status != 0)
            }
        }

        @Test(
            "a small-order or malformed key line is refused with the reason",
            arguments: [
                (KeyLineOf.smallOrder, "small order"), ("evil.example+00000000+AAAA", "type"),
                ("evil.example", "three parts"),
            ])
        func badKeys(line: String, reason: String) async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let added = try await pair.alpha.desk("peer", "add", line, "--route", "127.0.0.1:9")
                #expect(added.status != 0)
                #expect(added.errors.contains(reason), "\(added.errors)")
            }
        }

        @Test("a notice without its required members is refused and the missing one named")
        func malformedNotice() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let sent = try await pair.alpha.desk(
                    "send", "beta.example", "--kind", "notice", "--media-type", "application/json",
                    #"{"version":"2.0"}"#)
                #expect(sent.status == 1)
                #expect(sent.errors.contains("Incident"), "\(sent.errors)")
            }
        }

        @Test("watch shows messages as they are received, one JSON object a line")
        func watch() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let isOver = Mutex(false)
                async let watched = {
                    defer { isOver.withLock { $0 = true } }
                    return try await pair.beta.desk("watch", "--json", "--count", "2")
                }()
                // Nothing says when the watcher listens, so messages go on until it has seen its two.
                while !isOver.withLock({ $0 }) {
                    let request = try SubmitRequest.text("seen by whoever watches")
                    _ = try await pair.alpha.client.submit(request)
                    _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                }
                let shown = try await watched
                #expect(shown.status == 0)
                #expect(shown.output.split(separator: "\n").count == 2)
            }
        }

        @Test("init a second time destroys nothing and changes nothing")
        func initTwice() async throws {
            try await Pair.with { pair in
                let before = try pair.alpha.keyLine()
                let again = try await pair.alpha.desk("init", "--name", "alpha.example")
                #expect(again.status == 0)
                #expect(try pair.alpha.keyLine() == before)
                let other = try await pair.alpha.desk("init", "--name", "other.example")
                #expect(other.status != 0)
                #expect(try pair.alpha.keyLine() == before)
            }
        }

        @Test("the local API is usable with curl", .enabled(if: Curl.path != nil, "curl is not installed"))
        func curl() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let reply = try await Ran.program(
                    try #require(Curl.path),
                    ["-sS", "--unix-socket", pair.alpha.home + "/run/hotline.sock", "http://localhost/v1/status"])
                let status = try JSONDecoder().decode(NodeStatus.self, from: Data(reply.output.utf8))
                #expect(status.name == "alpha.example")
            }
        }

        @Test("the embedded example verifies its receipt")
        func embeddedLine() async throws {
            let ran = try await Ran.program(Programs.embeddedLine, [])
            #expect(ran.status == 0)
            #expect(ran.output.contains("receipt verified"))
        }
    }
}

private enum Curl {
    static let path = Programs.find(["/usr/bin/curl", "/usr/local/bin/curl"])
}

private enum KeyLineOf {
    /// The neutral element as a public key: every signature with R = S·B would verify.
    static let smallOrder: String = {
        let name = "evil.example"
        let blob: [UInt8] = [1, 1] + [UInt8](repeating: 0, count: 31)
        let id = Digest.sha256(Array(name.utf8) + [0x0A] + blob).bytes.prefix(4)
        return "\(name)+\(Hex.encode(Array(id)))+\(Base64.encode(blob))"
    }()
}
