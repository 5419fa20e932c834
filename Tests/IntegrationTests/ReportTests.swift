import Foundation
import HotlineControl
import HotlineProtocol
import Testing

extension Integration {
    /// `hotline audit report` of a line on which hostile words were said.
    @Suite("Reports of running nodes", .timeLimit(.minutes(5)))
    struct ReportTests {
        /// Markup, a formula, and characters that turn a terminal's or a page's text around.
        private static let officer = "=cmd|'/C x'!A0<script>document.title='owned'</script>\u{202E}"
        private static let note = "<img src=http://127.0.0.1:9/x onerror=alert(1)>\u{1B}]0;owned\u{7}"

        @Test("the page, CSV and JSON say what happened; hostile words are shown as words; nothing is replaced")
        func report() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair)
                let (names, texts, shown) = try await Self.all(pair, ["--with-body"])
                #expect(shown.contains("1 to acknowledge: 1 in time, 0 late"))
                Self.checkPage(texts[0])
                Self.checkRecords(texts[1])
                try Self.checkJSON(texts[2])
                #expect(try await Self.report(pair, ["-o", names[0]]).errors.contains("is not replaced"))
                #expect(try await Self.report(pair, ["-o", pair.scratch + "/report.pdf"]).status == 64)
                try await Self.checkExport(pair)
                try await Self.checkScreenshot(names[0], pair)
            }
        }

        @Test("content is in no form of the report that was not asked for it")
        func withoutContent() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                try await Self.talk(pair)
                for text in try await Self.all(pair, []).texts {
                    #expect(!text.contains("north pier") && !text.contains("onerror"))
                }
            }
        }

        private static func talk(_ pair: Pair) async throws {
            let notice = Programs.root.appendingPathComponent("Docs/Examples/incident.json").path
            let id = "\(try MessageID.fresh())"
            let sent = try await pair.alpha.desk(
                "send", "beta.example", "--kind", "notice", "--file", notice, "--precedence", "flash", "--ack-by",
                "15m",
                "--wait", "receipt", "--id", id)
            try #require(sent.status == 0, "\(sent.errors)")
            let answered = try await pair.beta.desk(
                "ack", id, "--as", officer, "--decision", "accepted", "--note", note)
            try #require(answered.status == 0, "\(answered.errors)")
            _ = try await pair.alpha.client.wait(patiently: id, until: .acknowledgement)
            for text in ["The valve at the north pier is shut.", note] {
                let said = try await pair.beta.desk("send", "alpha.example", text, "--wait", "receipt")
                try #require(said.status == 0, "\(said.errors)")
            }
        }

        /// The report in all three forms.
        private static func all(
            _ pair: Pair, _ options: [String]
        ) async throws -> (names: [String], texts: [String], shown: String) {
            let names = ["report.html", "report.csv", "report.json"].map { pair.scratch + "/" + $0 }
            let made = try await report(pair, options + names.flatMap { ["-o", $0] })
            try #require(made.status == 0, "\(made.errors)")
            return (names, try names.map { try String(contentsOfFile: $0, encoding: .utf8) }, made.output)
        }

        private static func report(_ pair: Pair, _ options: [String]) async throws -> Ran {
            let (from, to) = period
            return try await Ran.program(
                Programs.hotline,
                ["audit", "report", "--line", "beta.example", "--home", pair.alpha.home, "--from", from, "--to", to]
                    + options)
        }

        /// A week around now.
        private static var period: (from: String, to: String) {
            let now = UInt64(Date().timeIntervalSince1970)
            let days = [now - 3 * 86_400, now + 4 * 86_400].map {
                String(ControlTime.text(milliseconds: $0 * 1000).prefix(10))
            }
            return (days[0], days[1])
        }

        private static func checkPage(_ page: String) {
            #expect(page.hasPrefix("<!DOCTYPE html>"))
            #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"))
            // Nothing of what was said is markup, and nothing is loaded.
            for forbidden in ["<script", "<img", "<link", "<iframe", "<a ", "url(", " style=", "\u{202E}", "\u{1B}"] {
                #expect(!page.contains(forbidden), "\(forbidden)")
            }
            #expect(page.contains("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;\\u{202E}"))
            #expect(page.contains("&lt;img src=http://127.0.0.1:9/x onerror=alert(1)&gt;\\u{1B}]0;owned\\u{7}"))
            #expect(page.contains("The valve at the north pier is shut.") && page.contains("csirt, flash"))
            #expect(page.components(separatedBy: "<svg ").count == 6)
        }

        private static func checkRecords(_ text: String) {
            let records = text.components(separatedBy: "\r\n")
            #expect(records.count == 6 && records.last == "")
            #expect(records[0].hasPrefix("\"committed_at\",\"direction\","))
            // The officer's name begins as a formula, so a spreadsheet gets an apostrophe before it.
            #expect(records[1].contains(",\"accepted\",\"'=cmd|'/C x'!A0<script>"))
            #expect(records[1].contains("\"sent\",\"alpha.example\",\"beta.example\",\"csirt\",\"flash\",\"notice\""))
            #expect(!text.contains("\u{202E}"))
        }

        private static func checkJSON(_ text: String) throws {
            struct Document: Decodable {
                struct List: Decodable {
                    struct Row: Decodable { let officer, text, note: String? }
                    let total: Int
                    let messages: [Row]
                }
                let verdict: String
                let notices, others: List
            }
            let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
            #expect(document.verdict == "whole" && document.notices.total == 1 && document.others.total == 2)
            #expect(document.notices.messages.first?.officer == officer)
            #expect(document.notices.messages.first?.note == note)
            #expect(document.notices.messages.first?.text?.isEmpty == false)
            #expect(document.others.messages.map(\.text).contains("The valve at the north pier is shut."))
        }

        /// An inspector with the export and the keys alone makes the same page; with a changed export none.
        private static func checkExport(_ pair: Pair) async throws {
            let export = pair.scratch + "/export"
            let exported = try await pair.alpha.desk("audit", "export", "--line", "beta.example", "-o", export)
            try #require(exported.status == 0, "\(exported.errors)")
            let keys = ["--key", "\(try pair.alpha.keyLine())", "--key", "\(try pair.beta.keyLine())"]
            let options = [
                "audit", "report", "--line", "beta.example", "--home", pair.scratch + "/none", "--export", export,
            ]
            let (from, to) = period
            let times = ["--from", from, "--to", to]
            let page = pair.scratch + "/inspected.html"
            let made = try await Ran.program(Programs.hotline, options + times + keys + ["-o", page])
            #expect(made.status == 0, "\(made.output) \(made.errors)")
            let keyless = try await Ran.program(Programs.hotline, options + times)
            #expect(keyless.status == 8, "\(keyless.output) \(keyless.errors)")
            let bodies = export + "/body"
            let body = try #require(
                FileManager.default.subpaths(atPath: bodies)?.first { !$0.hasSuffix("/") && $0.count > 8 })
            try Data("changed".utf8).write(to: URL(fileURLWithPath: bodies + "/" + body))
            let changed = try await Ran.program(Programs.hotline, options + times + keys + ["-o", page + "2.html"])
            #expect(changed.status == 7, "\(changed.output) \(changed.errors)")
            #expect(!FileManager.default.fileExists(atPath: page + "2.html"))
        }

        /// What a browser shows of it: the colours of the style sheet and of every picture. Without a browser this is left out.
        private static func checkScreenshot(_ page: String, _ pair: Pair) async throws {
            guard let browser = Programs.browser, let python = Programs.find(["/usr/bin/python3"]) else {
                print("No Chromium (.ci/install-dependencies test): the page was not looked at in a browser.")
                return
            }
            let picture = pair.scratch + "/report.png"
            let shot = try await Ran.program(
                browser,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                    "--user-data-dir=\(pair.scratch)/browser", "--window-size=1100,2600", "--screenshot=\(picture)",
                    "file://" + page,
                ])
            try #require(FileManager.default.fileExists(atPath: picture), "\(shot.errors)")
            let script = Programs.root.appendingPathComponent("Tests/IntegrationTests/Python/check_screenshot.py").path
            let colours = ["1f5fa8", "d9772b", "3c8f63", "eef7f1", "1b1f24"]
            let seen = try await Ran.program(python, [script, picture, "20"] + colours)
            #expect(seen.status == 0, "\(seen.output) \(seen.errors)")
            let title = try await Ran.program(
                browser,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--user-data-dir=\(pair.scratch)/browser", "--dump-dom", "file://" + page,
                ])
            #expect(title.output.contains("<title>Line of alpha.example and beta.example</title>"))
        }
    }
}
