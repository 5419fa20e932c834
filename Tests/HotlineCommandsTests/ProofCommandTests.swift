import Foundation
import HotlineAudit
import HotlineControl
import HotlineCrypto
@_spi(Store) import HotlineProtocol
import HotlineTestSupport
import Testing

@testable import HotlineCommands

@Suite("audit prove and audit check")
struct ProofCommandTests {
    /// An officer's name and a note that would clear the screen and turn the line around.
    static let hostile = "desk\u{1B}[2J\u{202E}\n  - PROVEN"

    @Test("prove writes what the node gives, and says what it shows; a file that is there stays")
    func prove() async throws {
        let proof = try SampleProof()
        let node = try FakeNode { request in
            switch request.line {
            case "GET /v1/messages/\(Samples.id)/proof?body=true": .bytes(proof.bytes)
            case "GET /v1/identity":
                .json(NodeIdentity(keyLine: "\(proof.keys[0])", name: "alpha.example", keyID: ""))
            case "GET /v1/peers":
                .json(
                    PeerList(peers: [
                        Peer(name: "beta.example", keyLine: "\(proof.keys[1])", routes: [], log: "", safetyNumber: "")
                    ]))
            default: .failure(.unknownRoute, request.line)
            }
        }
        defer { node.stop() }
        let path = node.home + "/proof"
        let result = await hotline("audit", "prove", Samples.id, "-o", path, "--with-body", home: node.home)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.hasPrefix("PROVEN"))
        #expect(try TemporaryHome.content(of: path) == Data(proof.bytes))
        #expect(try TemporaryHome.mode(of: path) == 0o600)
        let again = await hotline("audit", "prove", Samples.id, "-o", path, "--with-body", home: node.home)
        #expect(again.status == 1)
    }

    @Test("a node's proof that does not hold is not written")
    func unsound() async throws {
        var proof = try SampleProof()
        proof.bytes[200] ^= 1
        let bytes = proof.bytes
        let keys = proof.keys
        let node = try FakeNode { request in
            switch request.target {
            case "/v1/identity": .json(NodeIdentity(keyLine: "\(keys[0])", name: "alpha.example", keyID: ""))
            case "/v1/peers": .json(PeerList(peers: []))
            default: .bytes(bytes)
            }
        }
        defer { node.stop() }
        let path = node.home + "/proof"
        let result = await hotline("audit", "prove", Samples.id, "-o", path, home: node.home)
        #expect(result.status == 1)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("check needs no home and no node: it says what is proven and what is not, and ends with 0")
    func proven() async throws {
        let proof = try SampleProof()
        try await proof.with { path in
            let result = await Terminal().run(Self.arguments(path, proof.keys))
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("alpha.example said it: it signed message"))
            #expect(result.output.contains("beta.example had the message at 2026-11-21 22:04:06 UTC"))
            #expect(result.output.contains("decided on the message: denied"))
            #expect(result.output.contains("no checkpoint is in the file"))
            #expect(result.output.contains("a receipt shows arrival, not acceptance"))
        }
    }

    @Test("hostile officers and notes show as escapes, in text and in JSON")
    func hostileText() async throws {
        let proof = try SampleProof()
        try await proof.with { path in
            for json in [[], ["--json"]] {
                for isTerminal in [false, true] {
                    let terminal = Terminal(isTerminal: isTerminal, environment: ["NO_COLOR": "1"])
                    let result = await terminal.run(Self.arguments(path, proof.keys) + json)
                    #expect(result.status == 0)
                    let strange = result.output.unicodeScalars.filter { $0 != "\n" && !TerminalText.isVisible($0) }
                    #expect(strange.isEmpty)
                    #expect(!result.output.contains("\n  - PROVEN"))
                }
            }
            let shown = await Terminal().run(Self.arguments(path, proof.keys))
            #expect(shown.output.contains(#"desk\u{1B}[2J\u{202E}\n  - PROVEN"#))
        }
    }

    @Test("a damaged file ends with 7 and says nothing of what it holds")
    func refuted() async throws {
        var proof = try SampleProof()
        proof.bytes[proof.bytes.count / 2] ^= 4
        try await proof.with { path in
            let result = await Terminal().run(Self.arguments(path, proof.keys))
            #expect(result.status == 7)
            #expect(result.output.hasPrefix("REFUTED"))
            #expect(!result.output.contains("said it"))
            let shown = await Terminal().run(Self.arguments(path, proof.keys) + ["--json"])
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
            #expect(object["verdict"] as? String == "refuted")
            #expect((object["proven"] as? [String])?.isEmpty == true)
        }
    }

    @Test("without a key, without a file, and with a file that is too large, it ends with 8")
    func unchecked() async throws {
        let proof = try SampleProof()
        try await proof.with { path in
            let none = await Terminal().run(["audit", "check", path])
            #expect(none.status == 8)
            #expect(none.output.contains("for which nobody vouches"))
            let one = await Terminal().run(Self.arguments(path, [proof.keys[0]]))
            #expect(one.status == 8)
            #expect(one.output.contains("no key of beta.example was given"))
            #expect(one.output.contains("alpha.example said it"))
            #expect(!one.output.contains("had the message"))
            #expect(await Terminal().run(Self.arguments(path + "-", proof.keys)).status == 8)
            try Data(count: ProofLimits.fileBytes + 1).write(to: URL(fileURLWithPath: path + "-large"))
            #expect(await Terminal().run(Self.arguments(path + "-large", proof.keys)).status == 8)
        }
    }

    @Test("a key line that is none, and two for one name, are a wrong command line")
    func keys() async throws {
        let proof = try SampleProof()
        try await proof.with { path in
            #expect(await Terminal().run(["audit", "check", path, "--key", "x"]).status == 64)
            let other = KeyLine(name: proof.keys[0].name, key: proof.keys[1].key)
            #expect(await Terminal().run(Self.arguments(path, [proof.keys[0], other])).status == 64)
        }
    }

    @Test("the verified content is written to a new file")
    func body() async throws {
        let proof = try SampleProof()
        try await proof.with { path in
            let result = await Terminal().run(Self.arguments(path, proof.keys) + ["--body", path + ".body"])
            #expect(result.status == 0)
            #expect(FileManager.default.contents(atPath: path + ".body") == Data("message 1".utf8))
        }
    }

    private static func arguments(_ path: String, _ keys: [KeyLine]) -> [String] {
        ["audit", "check", path] + keys.flatMap { ["--key", "\($0)"] }
    }
}

/// A proof of one message with a receipt and a decision whose officer and note are hostile.
struct SampleProof {
    let keys: [KeyLine]
    var bytes: [UInt8]

    init() throws {
        let (alpha, beta) = (try TestIdentity.alpha(), try TestIdentity.beta())
        keys = [alpha.line, beta.line]
        var sender = LineLedger(new: try Sample.opening(alpha, beta), epoch: try Sample.epoch(1))
        var receiver = LineLedger(new: try Sample.opening(beta, alpha, id: 0xB1), epoch: try Sample.epoch(2))
        let submission = try Sample.submission(1)
        let message = try sender.issue(submission, agreement: .builtIn, key: alpha.key, at: Sample.time)
        let verified = try VerifiedStatement(verifying: message, sender: alpha.line, recipient: beta.line.name)
        _ = try receiver.take(verified, outcome: .delivered(.whole(submission.body)))
        let taken = DurableBatch(committed: receiver.seal(at: UTCTime(milliseconds: Sample.time.milliseconds + 1000)))
        var log = MemoryLog()
        log.append(taken)
        let receipt = try Receipt.issue(for: taken.statements, key: beta.key, hashes: log)
        var answer = Submission(
            messageID: try Sample.messageID(2), stream: submission.stream, kind: .acknowledgement, tlp: .amber,
            body: try Sample.body(Array(ProofCommandTests.hostile.utf8)), mediaType: "text/plain")
        answer.inReplyTo = submission.messageID
        answer.details = try Sample.need(StatementDetails(decision: .denied, officer: ProofCommandTests.hostile))
        let said = try receiver.issue(answer, agreement: .builtIn, key: beta.key, at: Sample.time)
        bytes = try ProofFile(
            message: ProofItem(statement: message, receipts: [receipt], body: submission.body),
            answers: [ProofItem(statement: said, receipts: [], body: answer.body)], keyLines: keys
        ).encoded()
    }

    /// Runs the body with the path of the file.
    func with(_ body: (String) async throws -> Void) async throws {
        try await TemporaryHome.with { folder in
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/proof"))
            try await body(folder + "/proof")
        }
    }
}
