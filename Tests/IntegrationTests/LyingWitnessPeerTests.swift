import Foundation
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing
import TransparencyLog

extension Integration {
    /// A peer with the right key that lies about its own log in checkpoints.
    @Suite("A peer that lies in checkpoints", .timeLimit(.minutes(5)))
    struct LyingWitnessPeerTests {
        @Test("what is no contradiction is answered with the held size or is a violation, and the line goes on")
        func lies() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await Self.witnessed(at: pair.alpha)
                let held = try #require(await gamma.party.cosigned.last).verified.checkpoint.size

                // A longer log, of which nothing was sent.
                _ = try await gamma.frames(saying: [Sample.submission(50)])
                // Below the largest head held, and with a path from elsewhere: answered, and the session goes on.
                for lie in [
                    try await gamma.party.checkpoint(size: 1, from: 1),
                    try await gamma.party.checkpoint(from: held - 1),
                ] {
                    guard case .cosignature(let answer) = try await gamma.answer(to: lie) else {
                        Issue.record("no answer")
                        return
                    }
                    #expect(answer.answer == .held(held))
                }
                // Otherwise: the session ends by name.
                let other = try TestIdentity.beta().key
                let honest = try await gamma.party.checkpoint(from: held)
                for (name, words, frames) in [
                    ("another key", "in a checkpoint", [try await gamma.party.checkpoint(from: held, noteKey: other)]),
                    ("a flood", "a second checkpoint before the answer", Array(repeating: honest, count: 50)),
                    ("an answer to nothing", "of no checkpoint that was sent", [try Self.answerToNothing(gamma.name)]),
                ] {
                    try await gamma.greet()
                    for frame in frames { try? await gamma.send(frame) }
                    #expect(try await gamma.farewell() == .error(.violation), "\(name)")
                    let line = try await Self.line(of: gamma, at: pair.alpha)
                    #expect(line.lastError?.contains(words) == true, "\(name): \(line.lastError ?? "-")")
                    #expect(line.state != .stopped, "\(name)")
                }
                try await gamma.greet()
                try await gamma.say(Sample.submission(77))
                #expect(try await pair.alpha.client.evidence(peer: gamma.name).items.isEmpty)
            }
        }

        @Test(
            "a forked checkpoint stops the line: status, events, log and evidence show it, and the evidence proves it")
        func fork() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let gamma = try await Self.witnessed(at: pair.alpha)
                let held = try #require(await gamma.party.cosigned.last).verified.checkpoint.size
                try await gamma.send(try await gamma.party.checkpoint(size: held, root: Digest.sha256([7]), from: held))
                #expect(try await gamma.farewell() == .error(.stopped))

                try #require(await pair.alpha.daemon?.hasLogged("line stopped") == true)
                let line = try await Self.line(of: gamma, at: pair.alpha)
                #expect(line.state == .stopped && line.stoppedReason?.contains("does not extend") == true)
                let shown = try await pair.alpha.desk("status")
                #expect(shown.output.contains("stopped"))
                #expect(shown.output.contains("hotline audit evidence gamma.example"))
                let since = ControlTime.text(milliseconds: 0)
                for try await event in pair.alpha.client.events(EventQuery(since: since, names: [.lineStopped])) {
                    #expect(event.event == .lineStopped && event.peer == gamma.name && event.reason != nil)
                    break
                }
                try await Self.checkEvidence(pair, gamma)

                // Nothing is cosigned on a stopped line, and a restart does not forget it.
                let asked = try await pair.alpha.desk("audit", "witness", gamma.name)
                #expect(asked.status == 1 && asked.errors.contains("stopped"))
                await pair.alpha.stop()
                try await pair.alpha.start()
                try #require(await pair.alpha.daemon?.hasLogged("line is stopped") == true)
                try await gamma.dial()
                #expect(try await gamma.farewell() == .error(.stopped))
            }
        }

        private static func checkEvidence(_ pair: Pair, _ gamma: ScriptedPeer) async throws {
            let file = pair.scratch + "/evidence.json"
            let folder = pair.scratch + "/evidence"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for place in [file, folder] {
                let made = try await pair.alpha.desk("audit", "evidence", gamma.name, "-o", place)
                #expect(made.status == 0, "\(made.errors)")
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == ["1-1.cose", "1-2.cose", "1-3.note", "evidence.json"])
            let key = "\(gamma.identity.line)"
            let checked = try await pair.beta.desk("audit", "evidence", "--check", file, "--key", key)
            #expect(checked.status == 0, "\(checked.errors)")
            #expect(checked.output.contains("PROVEN: gamma.example signed two histories"), "\(checked.output)")
            // With a key that is not gamma's nothing is said.
            let stranger = "\(try pair.beta.keyLine())"
            let refused = try await pair.beta.desk("audit", "evidence", "--check", file, "--key", stranger)
            #expect(refused.status == 1 && !refused.output.contains("PROVEN"))
        }

        /// A peer whose log, with a message in it, the node has cosigned.
        private static func witnessed(at node: TestNode) async throws -> ScriptedPeer {
            let gamma = try await ScriptedPeer(at: node)
            await gamma.offerCheckpoints()
            try await gamma.greet()
            try await gamma.say(Sample.submission(1))
            try await gamma.askForCosignature()
            return gamma
        }

        private static func answerToNothing(_ name: String) throws -> Frame {
            let origin = try Sample.need(LogOrigin("alpha.example/\(name)/0000000000000000"))
            return .cosignature(CosignatureFrame(origin: origin, size: 1, answer: .cosigned([1])))
        }

        private static func line(of gamma: ScriptedPeer, at node: TestNode) async throws -> LineStatus {
            try #require(try await node.client.status().lines.first { $0.peer == gamma.name })
        }
    }
}

extension ScriptedPeer {
    /// Its HELLOs name the capability from now on.
    func offerCheckpoints() { changeParty { $0.capabilities = [Capability.checkpoints] } }

    /// Has the daemon cosign this party's log.
    func askForCosignature() async throws {
        let before = party.cosigned.count
        changeParty { $0.session?.wantCheckpoint() }
        try await behave { $0.cosigned.count > before }
    }

    /// What the daemon answers to a checkpoint; what else comes is taken as usual.
    func answer(to frame: Frame) async throws -> Frame? {
        try await send(frame)
        while let frame = try await next() {
            if case .cosignature = frame { return frame }
            try take(frame)
        }
        return nil
    }
}
