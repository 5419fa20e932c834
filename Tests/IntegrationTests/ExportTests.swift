import Foundation
import HotlineArchive
import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

extension Integration {
    @Suite("Exports of running nodes", .timeLimit(.minutes(10)))
    struct ExportTests {
        @Test("both sides are exported while they talk, again after it, verified, and reconciled")
        func exchange() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let (alpha, beta) = (pair.scratch + "/export-alpha", pair.scratch + "/export-beta")
                async let traffic: Void = Self.talk(pair, count: 60)
                let during = try await Self.export(pair.alpha, to: alpha)
                try #require(during.status == 0, "\(during.errors)")
                try await traffic
                try #require(try await Self.verify(alpha, pair).status == 0)
                for (node, path) in [(pair.alpha, alpha), (pair.beta, beta)] {
                    let after = try await Self.export(node, to: path)
                    try #require(after.status == 0, "\(after.errors)")
                    let again = try await Self.export(node, to: path, "--json")
                    let report = try JSONDecoder().decode(Exported.self, from: Data(again.output.utf8))
                    #expect(report.bodies == 60)
                    let verified = try await Self.verify(path, pair)
                    #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
                }
                let reconciled = try await Self.reconcile(alpha, beta, pair)
                #expect(reconciled.status == 0, "\(reconciled.output) \(reconciled.errors)")
                #expect(reconciled.output.contains("Both logs are whole and agree: 60 messages stand in both"))
                let homes = try await Self.reconcile(pair.alpha.home, pair.beta.home, pair)
                #expect(homes.status == 0, "\(homes.output) \(homes.errors)")
            }
        }

        @Test("without a receipt the message is told as waiting; a shorter export of the other side is told as such")
        func reconciling() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair, count: 3)
                let (alpha, beta) = (pair.scratch + "/export-alpha", pair.scratch + "/export-beta")
                try #require(try await Self.export(pair.beta, to: beta).status == 0)
                try await Self.talk(pair, count: 2)
                try #require(try await Self.export(pair.alpha, to: alpha).status == 0)
                let shorter = try await Self.reconcile(alpha, beta, pair)
                #expect(shorter.status == 8, "\(shorter.output)")
                #expect(shorter.output.contains("Less is shown of the log of beta.example than was signed"))
                await pair.beta.stop()
                _ = try await pair.alpha.client.submit(try .text("nobody hears this"))
                try #require(try await Self.export(pair.alpha, to: alpha).status == 0)
                try #require(try await Self.export(pair.beta, to: beta).status == 0)
                let waiting = try await Self.reconcile(alpha, beta, pair)
                #expect(waiting.status == 0, "\(waiting.output)")
                #expect(waiting.output.contains("1 message without a receipt is in one log alone"))
            }
        }

        @Test("a changed export does not verify, wrong keys verify nothing, and what is no export is said to be none")
        func refused() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair, count: 2)
                let path = pair.scratch + "/export"
                try #require(try await Self.export(pair.alpha, to: path).status == 0)
                let keyless = try await Ran.program(
                    Programs.hotline, ["audit", "verify", "--from", path, "--home", pair.scratch + "/none"])
                #expect(keyless.status == 8, "\(keyless.output) \(keyless.errors)")
                let file = try #require(Self.files(path).first { $0.contains("/tile/entries/") })
                var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
                bytes[bytes.count - 3] ^= 1
                try bytes.write(to: URL(fileURLWithPath: file))
                let changed = try await Self.verify(path, pair)
                #expect(changed.status == 7, "\(changed.output)")
                #expect(try await Self.verify(pair.scratch, pair).status != 0)
                #expect(try await Self.export(pair.alpha, to: path).status == 1)
                #expect(try await Self.reconcile(path, pair.beta.home, pair).status == 7)
            }
        }

        @Test(
            "independent Python code recomputes the root from tiles and entries and verifies note, receipts and bodies",
            .enabled(if: Programs.python != nil, "no Python with cbor2 and cryptography (.ci/make-venv)"))
        func python() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair, count: 300)
                let path = pair.scratch + "/export"
                try #require(try await Self.export(pair.alpha, to: path).status == 0)
                let good = try await Self.python(path, pair)
                #expect(good.status == 0, "\(good.errors)")
                #expect(good.output.contains("verified") && good.output.contains("300 bodies"))
                for name in Self.files(path) where !name.hasSuffix("/keys") && Int.random(in: 0..<10) == 0 {
                    let url = URL(fileURLWithPath: name)
                    let whole = try Data(contentsOf: url)
                    var bytes = whole
                    bytes[bytes.count / 2] ^= 1
                    try bytes.write(to: url)
                    #expect(try await Self.python(path, pair).status != 0, "\(name)")
                    try whole.write(to: url)
                }
            }
        }

        @Test(
            "golang.org/x/mod/sumdb reads the checkpoint and proves every entry by the tiles",
            .enabled(if: Programs.goModules != nil, "no Go with golang.org/x/mod (golang-golang-x-mod-dev)"))
        func goModules() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair, count: 300)
                let path = pair.scratch + "/export"
                try #require(try await Self.export(pair.alpha, to: path).status == 0)
                let log = try #require(try ExportSource(path: path).logs().first)
                let directory = path + "/" + (log.origin.split(separator: "/").last ?? "")
                let name = try #require(NoteName(log.origin))
                let key = NoteVerifier.log(origin: name, key: try pair.alpha.keyLine().key).description
                let program = try await Self.buildGo(in: pair.scratch)
                let good = try await Ran.program(program, [key, directory])
                #expect(good.status == 0, "\(good.errors)")
                #expect(good.output.contains("verified"))
                let other = NoteVerifier.log(origin: name, key: try pair.beta.keyLine().key).description
                #expect(try await Ran.program(program, [other, directory]).status != 0)
                let tile = directory + "/tile/0/000"
                var bytes = try Data(contentsOf: URL(fileURLWithPath: tile))
                bytes[100] ^= 1
                try bytes.write(to: URL(fileURLWithPath: tile))
                #expect(try await Ran.program(program, [key, directory]).status != 0)
            }
        }
    }
}

extension Integration.ExportTests {
    struct Exported: Decodable {
        let bodies: Int
    }

    fileprivate static func talk(_ pair: Pair, count: Int) async throws {
        for number in 0..<count {
            let isAlphas = number % 3 != 0
            let node = isAlphas ? pair.alpha : pair.beta
            let request = try SubmitRequest.text("message \(number)", to: isAlphas ? "beta.example" : "alpha.example")
            _ = try await node.client.submit(request)
            if number % 20 == 19 || number >= count - 3 {
                _ = try await node.client.wait(patiently: request.messageID, until: .receipt)
            }
        }
    }

    fileprivate static func export(_ node: TestNode, to path: String, _ options: String...) async throws -> Ran {
        let peer = node.name == "alpha.example" ? "beta.example" : "alpha.example"
        return try await Ran.program(
            Programs.hotline, ["audit", "export", "--line", peer, "-o", path, "--home", node.home] + options)
    }

    private static func keys(_ pair: Pair) throws -> [String] {
        ["--key", "\(try pair.alpha.keyLine())", "--key", "\(try pair.beta.keyLine())"]
    }

    /// On a machine that has no home of either side.
    fileprivate static func verify(_ path: String, _ pair: Pair) async throws -> Ran {
        try await Ran.program(
            Programs.hotline, ["audit", "verify", "--from", path, "--home", pair.scratch + "/none"] + keys(pair))
    }

    fileprivate static func reconcile(_ one: String, _ other: String, _ pair: Pair) async throws -> Ran {
        try await Ran.program(
            Programs.hotline, ["audit", "reconcile", one, other, "--home", pair.scratch + "/none"] + keys(pair))
    }

    fileprivate static func python(_ path: String, _ pair: Pair) async throws -> Ran {
        let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Python/check_export.py").path
        return try await Ran.program(
            try #require(Programs.python),
            [script, "\(try pair.alpha.keyLine())", "\(try pair.beta.keyLine())", path])
    }

    fileprivate static func files(_ path: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return found.map { path + "/" + $0 }.filter { name in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory) && !isDirectory.boolValue
        }
    }

    fileprivate static func buildGo(in scratch: String) async throws -> String {
        let source = Programs.root.appendingPathComponent("Tests/IntegrationTests/Go/check_export.go").path
        let built = try await Ran.program(
            try #require(Programs.goModules), ["build", "-o", scratch + "/check_export", source],
            environment: [
                "GOPATH": "/usr/share/gocode", "GO111MODULE": "off", "GOCACHE": scratch + "/go-cache", "GOFLAGS": "",
            ])
        try #require(built.status == 0, "\(built.errors)")
        return scratch + "/check_export"
    }
}

extension Programs {
    /// Go, where Debian's golang.org/x/mod is beside it.
    static let goModules: String? = {
        let module = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"
        guard FileManager.default.fileExists(atPath: module) else { return nil }
        return find(["/usr/bin/go", "/usr/local/go/bin/go"])
    }()
}
