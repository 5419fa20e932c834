import Foundation
import HotlineControl
import Testing

extension Integration {
    @Suite(
        "Public tools agree",
        .timeLimit(.minutes(5)),
        .enabled(if: Programs.python != nil, "no Python with cbor2 and cryptography (.ci/make-venv)"))
    struct PythonTests {
        @Test("a receipt exported from the database verifies with independent Python code, and a changed one does not")
        func receipt() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let ids = try await Self.exchange(pair, count: 5)
                for id in ids {
                    let (statement, receipt, body) = try await Self.export(id, pair)
                    let good = try await Self.check(pair, statement, receipt, body)
                    #expect(good.status == 0, "\(good.errors)")
                    #expect(good.output.contains("verified"))
                    for (path, bytes) in [
                        (statement, try Data(contentsOf: URL(fileURLWithPath: statement))),
                        (receipt, try Data(contentsOf: URL(fileURLWithPath: receipt))),
                    ] {
                        var changed = bytes
                        changed[changed.count - 3] ^= 1
                        try changed.write(to: URL(fileURLWithPath: path))
                        #expect(try await Self.check(pair, statement, receipt, body).status != 0)
                        try bytes.write(to: URL(fileURLWithPath: path))
                    }
                }
            }
        }

        private static func exchange(_ pair: Pair, count: Int) async throws -> [String] {
            var ids: [String] = []
            for number in 0..<count {
                let request = try SubmitRequest.text("evidence \(number)")
                _ = try await pair.alpha.client.submit(request)
                _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
                ids.append(request.messageID)
            }
            return ids
        }

        /// Exports through the command line, as an officer would.
        private static func export(_ id: String, _ pair: Pair) async throws -> (String, String, String) {
            let base = "\(pair.scratch)/\(id)"
            let shown = try await pair.alpha.desk(
                "show", id, "--statement", base + ".statement", "--receipt", base + ".receipt", "--body", base + ".body"
            )
            try #require(shown.status == 0, "\(shown.errors)")
            return (base + ".statement", base + ".receipt", base + ".body")
        }

        private static func check(_ pair: Pair, _ statement: String, _ receipt: String, _ body: String) async throws
            -> Ran
        {
            let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Python/check_receipt.py").path
            return try await Ran.program(
                try #require(Programs.python),
                [script, "\(try pair.alpha.keyLine())", "\(try pair.beta.keyLine())", statement, receipt])
        }
    }
}
