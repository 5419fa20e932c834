import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

extension Integration {
    /// Two daemons cosign each other's logs.
    @Suite("Checkpoints between nodes", .timeLimit(.minutes(5)))
    struct CheckpointExchangeTests {
        @Test("both nodes cosign each other's log on connection, on demand and at shutdown")
        func occasions() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                // On connection, both ways.
                try #require(await pair.alpha.daemon?.hasLogged("checkpoint cosigned by the peer") == true)
                try #require(await pair.beta.daemon?.hasLogged("checkpoint cosigned by the peer") == true)
                try await Self.say("before", pair)

                // On demand: the log as it stands, receipts' heads and all.
                let reply = try await pair.alpha.client.witness(peer: "beta.example", timeoutSeconds: 30)
                let log = try #require(try await pair.alpha.client.status().lines.first).log
                #expect(reply.size == log.size && reply.root == log.root && reply.log == log.origin)
                try Self.verify(reply.note, of: pair.alpha, by: pair.beta, size: log.size)
                #expect(try await pair.beta.client.status().lines.first?.peerLog?.size == log.size)

                // At shutdown: beta holds the log as alpha ended it, its last leaf being beta's own head.
                try await Self.say("after", pair)
                let last = try #require(try await pair.alpha.client.status().lines.first).log
                #expect(await pair.alpha.stop() == 0)
                #expect(try await pair.beta.client.status().lines.first?.peerLog?.size == last.size)

                // And a checkpoint's head is what the next HELLO is compared with.
                try await pair.alpha.start()
                try await Self.say("again", pair)
                #expect(try await pair.alpha.client.status().lines.first?.state == .connected)
            }
        }

        @Test("the desk's command shows and writes the checkpoint, and says by name why it cannot")
        func desk() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let alone = try await pair.alpha.desk("audit", "witness", "beta.example", "--json")
                #expect(alone.status == 1 && alone.output.contains("not_connected"))
                try await pair.beta.start()
                try await Self.say("a word", pair)
                let path = pair.scratch + "/checkpoint"
                let ran = try await pair.alpha.desk("audit", "witness", "beta.example", "-o", path)
                #expect(ran.status == 0, "\(ran.errors)")
                #expect(ran.output.contains("cosigned by"))
                let size = try #require(try await pair.alpha.client.status().lines.first).log.size
                try Self.verify(
                    String(contentsOfFile: path, encoding: .utf8), of: pair.alpha, by: pair.beta, size: size)
                #expect(try await pair.alpha.desk("audit", "witness", "beta.example", "-o", path).status != 0)
                #expect(try await pair.alpha.desk("audit", "witness", "nobody.example").status == 1)
            }
        }

        @Test(
            "a checkpoint with its cosignature verifies with independent Python code, and a changed one does not",
            .enabled(if: Programs.python != nil, "no Python with cbor2 and cryptography (.ci/make-venv)"))
        func python() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.say("evidence", pair)
                let path = pair.scratch + "/checkpoint"
                try #require(try await pair.alpha.desk("audit", "witness", "beta.example", "-o", path).status == 0)
                let good = try await Self.check(path, pair)
                #expect(good.status == 0 && good.output.contains("verified"), "\(good.errors)")
                let note = try Data(contentsOf: URL(fileURLWithPath: path))
                for place in [3, 60, note.count - 120, note.count - 10] {
                    var changed = note
                    changed[place] ^= 1
                    try changed.write(to: URL(fileURLWithPath: path))
                    #expect(try await Self.check(path, pair).status != 0, "byte \(place)")
                }
            }
        }

        @Test(
            "a checkpoint verifies with Go's golang.org/x/mod/sumdb/note, and a changed one does not",
            .enabled(if: Programs.goNote != nil, "no go with golang.org/x/mod (golang-go, golang-golang-x-mod-dev)"))
        func go() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.say("evidence", pair)
                let path = pair.scratch + "/checkpoint"
                try #require(try await pair.alpha.desk("audit", "witness", "beta.example", "-o", path).status == 0)
                let note = try String(contentsOfFile: path, encoding: .utf8)
                let origin = try #require(NoteName(String(note.prefix { $0 != "\n" })))
                let key = "\(NoteVerifier.log(origin: origin, key: try pair.alpha.keyLine().key))"
                #expect(try await Self.goCheck(note, key, pair).status == 0)
                let changed = note.replacing("\n2\n", with: "\n3\n").replacing("=\n\n", with: "=\nx\n\n")
                #expect(try await Self.goCheck(changed, key, pair).status != 0)
            }
        }

        private static func goCheck(_ note: String, _ key: String, _ pair: Pair) async throws -> Ran {
            let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Go/check_note.go").path
            return try await Ran.program(
                try #require(Programs.goNote), ["run", script, key],
                environment: [
                    "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": pair.scratch + "/go",
                    "GOFLAGS": "", "GOTOOLCHAIN": "local",
                ], input: note)
        }

        private static func check(_ path: String, _ pair: Pair) async throws -> Ran {
            let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Python/check_checkpoint.py").path
            return try await Ran.program(
                try #require(Programs.python),
                [script, "\(try pair.alpha.keyLine())", "\(try pair.beta.keyLine())", path])
        }

        static func say(_ text: String, _ pair: Pair) async throws {
            let request = try SubmitRequest.text(text)
            _ = try await pair.alpha.client.submit(request)
            let shown = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            try #require(shown.state == .receipted)
        }

        /// From the two key lines and the note alone.
        private static func verify(_ note: String, of owner: TestNode, by witness: TestNode, size: UInt64) throws {
            let parsed = try SignedNote(parsing: Array(note.utf8))
            let origin = try Checkpoint(parsing: parsed.text).origin
            let verified = try VerifiedCheckpoint(
                verifying: parsed, origin: origin, key: try owner.keyLine().key, cosigners: [try witness.keyLine()])
            #expect(verified.checkpoint.size == size)
            #expect(verified.cosignatures.count == 1 && verified.note.signatures.count == 2)
        }
    }
}
