import Foundation
import HotlineControl
import HotlineProtocol
import Synchronization
import Testing

extension Integration {
    /// What a peer writes, on the screen of a real terminal (threats: terminal injection).
    @Suite(
        "A terminal", .timeLimit(.minutes(5)), .enabled(if: TerminalScreen.isThere, "needs tmux and python3"))
    struct TerminalTests {
        private static let hostile = """
            before\u{1B}]0;pwned title\u{7}\u{1B}]2;pwned\u{1B}\\\u{1B}]52;c;cHduZWQ=\u{7}
            \u{1B}[2J\u{1B}[H\u{1B}[31mred\u{1B}[6n\u{1B}[c\u{1B}[?1049h\u{9B}5A\u{90}q\u{9C}\u{1B}P+q\u{1B}\\\u{1B}c
            covered\rEND OF MESSAGE\u{8}\u{8}\u{8}\u{7F}\u{7}\u{B}\u{C}\u{E}\u{F}
            \u{202E}desrever\u{202C}\u{2066}isolate\u{2069}\u{200B}\u{200D}\u{FEFF}\u{2060}\u{00AD}\u{E0041}\u{2028}x
            officer> rm -rf everything
            """

        /// Escapes that must be read on the screen, each of the classes above.
        private static let shown = [
            #"\u{1B}]0;pwned title\u{7}"#, #"\u{1B}]52;c;"#, #"\u{1B}[2J\u{1B}[H"#, #"\u{9B}5A"#, #"\u{90}"#,
            #"\rEND OF MESSAGE\u{8}"#, #"\u{7F}"#, #"\u{202E}desrever\u{202C}"#, #"\u{2066}"#, #"\u{200B}\u{200D}"#,
            #"\u{E0041}"#, #"\u{2028}"#, "  | officer> rm -rf everything",
        ]

        @Test(
            "hostile content, notes and names show as escapes: the title, the cursor, the clipboard and the screen stay"
        )
        func screen() async throws {
            try await Pair.with { pair in
                try await pair.startBoth()
                let id = try await Self.exchange(pair)
                try await TerminalScreen.with(in: pair.scratch) { screen in
                    let clean = try await screen.state()
                    let seen = try await screen.run(Programs.hotline, "show", id, "--home", pair.beta.home)
                    for text in Self.shown { #expect(seen.contains(text), "\(text)") }
                    _ = try await screen.run(Programs.hotline, "inbox", "--home", pair.beta.home)
                    _ = try await screen.run(Programs.hotline, "log", "--home", pair.beta.home)
                    _ = try await screen.run(Programs.hotline, "audit", "log", "--home", pair.beta.home)
                    let proof = pair.scratch + "/proof"
                    _ = try await screen.run(
                        Programs.hotline, "audit", "prove", id, "-o", proof, "--with-body", "--home", pair.beta.home)
                    _ = try await screen.run(Programs.hotline, "status", "--home", pair.beta.home)
                    _ = try await screen.run(Programs.hotline, "show", id, "--json", "--home", pair.beta.home)
                    let note = try await screen.run(Programs.hotline, "show", id, "--home", pair.alpha.home)
                    #expect(note.contains(#"a note\u{1B}]0;pwned\u{7}\n\u{202E}"#))
                    let watched = try await Self.watch(screen, pair, id)
                    #expect(watched.contains("message.acknowledged"))
                    let last = try await screen.run("true")
                    try await Self.expectUntouched(screen, last, clean)
                }
            }
        }

        /// What `watch` shows while beta's officers, whose names are hostile too, answer again and again.
        private static func watch(_ screen: TerminalScreen, _ pair: Pair, _ id: String) async throws -> String {
            let isOver = Mutex(false)
            async let watched = {
                defer { isOver.withLock { $0 = true } }
                return try await screen.run(Programs.hotline, "watch", "--count", "3", "--home", pair.beta.home)
            }()
            while !isOver.withLock({ $0 }) {
                let answer = AcknowledgeRequest(
                    messageID: "\(try MessageID.fresh())", officer: "desk\u{1B}[2J\u{202E}", decision: "pending")
                _ = try await pair.beta.client.acknowledge(id: id, answer)
            }
            return try await watched
        }

        /// Alpha sends the hostile text and beta answers with a hostile note.
        private static func exchange(_ pair: Pair) async throws -> String {
            let request = try SubmitRequest.text(hostile)
            _ = try await pair.alpha.client.submit(request)
            _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .receipt)
            let answer = AcknowledgeRequest(
                messageID: "\(try MessageID.fresh())", officer: "duty desk", decision: "accepted",
                note: "a note\u{1B}]0;pwned\u{7}\n\u{202E}")
            _ = try await pair.beta.client.acknowledge(id: request.messageID, answer)
            _ = try await pair.alpha.client.wait(patiently: request.messageID, until: .acknowledgement)
            return request.messageID
        }

        private static func expectUntouched(
            _ screen: TerminalScreen, _ last: String,
            _ clean: (title: String, column: String, buffers: String, isAlternate: String)
        ) async throws {
            #expect(last.contains("first-line"), "the screen was never cleared")
            let lines = last.split(separator: "\n")
            #expect(lines.last == TerminalScreen.prompt.dropLast(), "nothing was typed")
            #expect(!lines.contains { $0.hasPrefix("officer> rm") || $0.hasPrefix("END OF MESSAGE") })
            let now = try await screen.state()
            #expect(now.title == TerminalScreen.title && clean.title == now.title)
            #expect(now.column == "\(TerminalScreen.prompt.count)" && now.column == clean.column)
            #expect(now.buffers.isEmpty && now.isAlternate == "0")
            let strange = last.unicodeScalars.filter { $0 != "\n" && !(0x20..<0x7F).contains($0.value) }
            #expect(strange.isEmpty, "\(strange.map { String($0.value, radix: 16) })")
        }
    }
}
