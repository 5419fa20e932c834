import Foundation
import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import Testing

extension Integration {
    @Suite("Proofs of messages", .timeLimit(.minutes(5)))
    struct ProofTests {
        @Test("both sides prove a message, and another machine without node, home and network checks it")
        func bothSides() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let id = try await Self.exchange(pair)
                for node in [pair.alpha, pair.beta] {
                    let file = "\(pair.scratch)/\(node.name).proof"
                    let made = try await node.desk("audit", "prove", id, "-o", file, "--with-body")
                    try #require(made.status == 0, "\(made.errors)")
                    let checked = try await Self.checkElsewhere(pair, file)
                    #expect(checked.status == 0, "\(checked.errors)")
                    for text in [
                        "PROVEN", "alpha.example said it: it signed message \(id) to beta.example",
                        "beta.example had the message at", "decided on the message: accepted",
                        "the content in the file, 11 bytes", "Officer Berger",
                    ] { #expect(checked.output.contains(text), "\(node.name): \(text)\n\(checked.output)") }
                    // Alpha's own receipt for the answer is in its file, beta's file has alpha's as it came.
                    #expect(checked.output.contains("alpha.example had the answer"))
                    try await Self.expectPython(pair, file)
                    try await Self.expectRefutedWhenDamaged(pair, file)
                }
            }
        }

        @Test("a message without receipt, answer and content is proven to be said, and what is missing is named")
        func lonely() async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                let request = try SubmitRequest.text("nobody is there")
                _ = try await pair.alpha.client.submit(request)
                let file = pair.scratch + "/lonely.proof"
                let made = try await pair.alpha.desk("audit", "prove", request.messageID, "-o", file)
                try #require(made.status == 0, "\(made.errors)")
                let checked = try await Self.checkElsewhere(pair, file)
                #expect(checked.status == 0)
                for text in ["no receipt of beta.example", "the content is not in the file", "no decision"] {
                    #expect(checked.output.contains(text), "\(text)")
                }
                let proven = try #require(checked.output.components(separatedBy: "not proven").first)
                #expect(!proven.contains("beta.example had"))
                let bytes = try await pair.alpha.client.proof(id: request.messageID)
                #expect(try Array(Data(contentsOf: URL(fileURLWithPath: file))) == bytes, "the same file at any time")
            }
        }

        @Test("the proof of a refusal and of an acknowledgement are proofs of messages too")
        func answersThemselves() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let id = try await Self.exchange(pair)
                let answers = try await pair.alpha.client.message(id: id).acknowledgements
                let answer = try #require(answers.first?.id)
                for node in [pair.alpha, pair.beta] {
                    let bytes = try await node.client.proof(id: answer, withBody: true)
                    let keys = [try pair.alpha.keyLine(), try pair.beta.keyLine()]
                    let report = try #require(ProofCheck(keys: keys)).check(bytes)
                    #expect(report.verdict == .proven)
                    #expect(report.message?.statement.details.officer == "Officer Berger")
                    #expect(report.message?.receipts.map(\.log.owner.text) == ["alpha.example"])
                }
            }
        }

        @Test("the log reads the same in pages and all at once, by thread, officer, time and kind, and follows")
        func readLog() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let id = try await Self.exchange(pair)
                let other = try SubmitRequest.text("another", channel: "nrrc", precedence: "flash")
                _ = try await pair.alpha.client.submit(other)
                _ = try await pair.alpha.client.wait(patiently: other.messageID, until: .receipt)
                let whole = try await pair.beta.desk("audit", "log")
                #expect(whole.status == 0, "\(whole.errors)")
                let lines = whole.output.split(separator: "\n")
                #expect(lines.count == 3)
                #expect(lines.first?.contains(id) == true && lines.last?.contains(other.messageID) == true)
                #expect(try await pair.beta.desk("audit", "log", "--all").output == whole.output)
                for (filter, count) in [
                    (["--thread", id], 2), (["--officer", "Officer Berger"], 1), (["--officer", "officer berger"], 0),
                    (["--channel", "nrrc"], 1), (["--kind", "acknowledgement"], 1), (["--precedence", "flash"], 1),
                    (["--to", "2020-01-01"], 0), (["--from", "2020-01-01"], 3),
                ] {
                    let found = try await Ran.program(
                        Programs.hotline, ["audit", "log", "--all", "--home", pair.beta.home] + filter)
                    #expect(found.output.split(separator: "\n").count == count, "\(filter)")
                }
                let followed = try await Self.follow(pair)
                #expect(followed.output.split(separator: "\n").count == 2, "\(followed)")
            }
        }

        /// Beta's desk follows the log while alpha goes on saying something: nobody can tell when it has begun to listen.
        private static func follow(_ pair: Pair) async throws -> Ran {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        let request = try SubmitRequest.text("and on")
                        _ = try await pair.alpha.client.submit(request)
                        _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                    }
                }
                let seen = try await pair.beta.desk("audit", "log", "--last", "1", "--follow", "--count", "1")
                group.cancelAll()
                return seen
            }
        }

        /// A message with a decision that alpha has taken and receipted, and beta's desk knows it.
        private static func exchange(_ pair: Pair) async throws -> String {
            let request = try SubmitRequest.text("to be shown")
            _ = try await pair.alpha.client.submit(request)
            _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            let answer = AcknowledgeRequest(
                messageID: "\(try MessageID.fresh())", officer: "Officer Berger", decision: "accepted", note: "we look")
            _ = try await pair.beta.client.acknowledge(id: request.messageID, answer)
            _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .acknowledgement)
            _ = try await pair.beta.client.wait(patiently: answer.messageID, until: .receipt)
            return request.messageID
        }

        /// `audit check` without network where the system lets this user take it away, and without any home.
        private static func checkElsewhere(_ pair: Pair, _ file: String) async throws -> Ran {
            let keys = ["--key", "\(try pair.alpha.keyLine())", "--key", "\(try pair.beta.keyLine())"]
            let command = [Programs.hotline, "audit", "check", file] + keys
            let environment = ["HOTLINE_HOME": "/nonexistent", "HOME": "/nonexistent"]
            if let unshare = Programs.find(["/usr/bin/unshare"]),
                try await Ran.program(unshare, ["-n", "/bin/true"]).status == 0
            {
                return try await Ran.program(unshare, ["-n"] + command, environment: environment)
            }
            return try await Ran.program(command[0], Array(command.dropFirst()), environment: environment)
        }

        private static func expectPython(_ pair: Pair, _ file: String) async throws {
            guard let python = Programs.python else {
                return print("no Python with cbor2 and cryptography: not checked by outside code")
            }
            let ran = try await PythonProof.check(python, file, [pair.alpha.keyLine(), pair.beta.keyLine()])
            #expect(ran.status == 0, "\(ran.errors)")
            #expect(ran.output.contains("proven"))
        }

        private static func expectRefutedWhenDamaged(_ pair: Pair, _ file: String) async throws {
            let damaged = file + ".damaged"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            bytes[bytes.count / 3] ^= 0x10
            try bytes.write(to: URL(fileURLWithPath: damaged))
            let checked = try await checkElsewhere(pair, damaged)
            #expect(checked.status == 7)
            #expect(checked.output.contains("REFUTED") && !checked.output.contains("said it"))
            guard let python = Programs.python else { return }
            let ran = try await PythonProof.check(python, damaged, [pair.alpha.keyLine(), pair.beta.keyLine()])
            #expect(ran.status != 0)
        }
    }

    @Suite(
        "Public tools agree on the proof of Docs/Proof.md",
        .enabled(if: Programs.python != nil, "no Python with cbor2 and cryptography (.ci/make-venv)"))
    struct ProofVectorTests {
        @Test(
            "Python verifies the document's proof, receipts, checkpoint and cosignature, and refuses it with a bit turned"
        )
        func vector() async throws {
            let python = try #require(Programs.python)
            let (bytes, keys) = try (PythonProof.vector("proof"), PythonProof.keys())
            let file = "/tmp/hotline-test-\(UInt32.random(in: 0...UInt32.max)).proof"
            defer { try? FileManager.default.removeItem(atPath: file) }
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let good = try await PythonProof.check(python, file, keys)
            #expect(good.status == 0, "\(good.errors)")
            for text in ["receipt: beta.example", "checkpoint: entry", "content: 17 bytes", "decision: accepted"] {
                #expect(good.output.contains(text), "\(text)")
            }
            let check = try #require(ProofCheck(keys: keys))
            #expect(check.check(bytes).verdict == .proven)
            // The key lines at the end are hints that nobody trusts.
            let end = try #require(bytes.firstRange(of: Array("\(keys[0])".utf8))?.lowerBound)
            for byte in stride(from: 5, to: end - 2, by: end / 12) {
                var changed = bytes
                changed[byte] ^= 1
                try Data(changed).write(to: URL(fileURLWithPath: file))
                #expect(try await PythonProof.check(python, file, keys).status != 0, "byte \(byte)")
            }
        }
    }
}

/// The checker in Python, and the document's vectors.
enum PythonProof {
    static func check(_ python: String, _ file: String, _ keys: [KeyLine]) async throws -> Ran {
        let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Python/check_proof.py").path
        return try await Ran.program(python, [script, file] + keys.map { "\($0)" })
    }

    /// The keys of Docs/Protocol.md, "Test vectors".
    static func keys() throws -> [KeyLine] {
        try [
            "alpha.example+0ff4bbf3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
            "beta.example+4c0eaeaf+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
        ].map { try KeyLine(parsing: $0) }
    }

    /// A block "```hex NAME" of Docs/Proof.md.
    static func vector(_ name: String) throws -> [UInt8] {
        let text = try String(
            contentsOf: Programs.root.appendingPathComponent("Docs/Proof.md"), encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```hex \(name)\n").dropFirst().first)
        let digits = try #require(block.components(separatedBy: "```").first)
        return try #require(Hex.decode(digits.split(separator: "\n").joined()))
    }
}
