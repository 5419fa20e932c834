import HotlineControl
import Testing

@testable import HotlineCommands

@Suite("Results for a person")
struct RenderingTests {
    @Test("a message that waits says so")
    func queued() {
        #expect(
            MessageText.fields(Samples.message(), .plain) == """
                message    01932f4e-9d2a-7c4b-8f00-0123456789ab
                to         beta.example
                channel    csirt, immediate
                kind       notice, application/json, 1234 bytes
                label      TLP:AMBER+STRICT
                state      queued
                stored     2026-11-21 22:04:05.123 UTC
                receipted  not yet
                """)
    }

    @Test("a decided message shows each step with its evidence")
    func decided() {
        var message = Samples.decided("accepted")
        message.acknowledgeBySeconds = 1800
        message.acknowledgeDue = "2026-11-21T22:34:05.123Z"
        #expect(
            MessageText.fields(message, .plain) == """
                message      01932f4e-9d2a-7c4b-8f00-0123456789ab
                to           beta.example
                channel      csirt, immediate
                kind         notice, application/json, 1234 bytes
                label        TLP:AMBER+STRICT
                state        acknowledged
                stored       2026-11-21 22:04:05.123 UTC
                acknowledge  within 30m, until 2026-11-21 22:34:05.123 UTC
                receipted    2026-11-21 22:04:06.000 UTC
                proof        verified: entry 15 of 16 in beta.example/alpha.example/0011223344556677
                accepted     2026-11-21 22:10:00.000 UTC by B. Petrova (beta.example): On it.
                """)
    }

    @Test("an erased message says so, since when and why; one that is being erased is not said to be erased")
    func erased() {
        var message = Samples.receipted
        message.erasure = ErasureSummary(
            at: "2026-11-22T05:00:00.000Z", log: "a/b/01", leafIndex: 17, officer: "A. Ivanova",
            note: "request\u{1B}[2J 17", state: .erased)
        let text = MessageText.fields(message, .plain)
        #expect(text.contains("receipted, erased"))
        #expect(
            text.contains("2026-11-22 05:00:00.000 UTC by A. Ivanova: request") && text.contains("(entry 17 of a/b/01)")
        )
        #expect(!text.contains("\u{1B}"))
        message.erasure = ErasureSummary(
            at: "2026-11-22T05:00:00.000Z", log: "a/b/01", leafIndex: 17, rule: "*/test=30", state: .erasing)
        let waiting = MessageText.fields(message, .plain)
        #expect(waiting.contains("receipted, erasing") && waiting.contains("by the rule */test=30"))
        #expect(waiting.contains("still in the write-ahead log") && !waiting.contains("erased"))
    }

    @Test("an unverified proof is never shown as proof")
    func unverified() {
        var message = Samples.receipted
        message.receipt?.verified = false
        let text = MessageText.fields(message, .plain)
        #expect(text.contains("NOT verified"))
        #expect(!text.contains("proof      verified"))
    }

    @Test("a received message shows who signed it, and its content behind a prefix")
    func received() {
        var message = Samples.message(direction: .received, state: .received)
        message.text = "state  acknowledged\n\u{1B}[2J"
        let text = MessageText.details(message, .plain)
        #expect(text.contains("from     beta.example"))
        #expect(text.contains("signed   2026-11-21 22:04:05.100 UTC"))
        #expect(text.hasSuffix("content\n  | state  acknowledged\n  | \\u{1B}[2J"))
    }

    @Test("no field of a message can bring a control character to the terminal")
    func hostileFields() {
        var message = Samples.decided("accepted")
        let bad = "x\u{1B}[31m\u{202E}\n"
        (message.peer, message.kind, message.language, message.mediaType) = (bad, bad, bad, bad)
        message.acknowledgements[0].officer = bad
        message.acknowledgements[0].note = bad
        message.refusal = RefusalSummary(id: bad, code: bad, at: bad)
        message.storedAt = bad
        let text = MessageText.details(message, .plain)
        #expect(text.split(separator: "\n").joined().unicodeScalars.allSatisfy(TerminalTextTests.isAllowed))
    }

    @Test("a list for a program is one record a line, fields apart by tabs")
    func list() {
        let page = MessageList(messages: [Samples.receipted, Samples.message()], next: "cursor")
        #expect(
            MessageTable.text(page, .plain, command: "hotline outbox") == """
                2026-11-21 22:04:05.123 UTC\tbeta.example\tcsirt\timmediate\tnotice\tamber+strict\treceipted\t\(Samples.id)
                2026-11-21 22:04:05.123 UTC\tbeta.example\tcsirt\timmediate\tnotice\tamber+strict\tqueued\t\(Samples.id)
                """)
        #expect(MessageTable.text(MessageList(messages: []), .plain, command: "hotline outbox").isEmpty)
    }

    @Test("a list on a terminal is a table that says how to go on")
    func table() {
        let style = Style(isTable: true, isColoured: false)
        let text = MessageTable.text(
            MessageList(messages: [Samples.message()], next: "c1"), style, command: "hotline inbox")
        #expect(
            text == """
                STORED                       PEER          CHANNEL  PRECEDENCE  KIND    TLP           STATE   ID
                2026-11-21 22:04:05.123 UTC  beta.example  csirt    immediate   notice  amber+strict  queued  \(Samples.id)
                older: hotline inbox --before c1
                """)
    }

    @Test("the node's status names each line, and why one is stopped")
    func status() {
        #expect(
            StatusText.text(Samples.status, .plain) == """
                node       alpha.example
                key line   alpha.example+00000000+AAAA
                running    hotlined 0.1.0 since 2026-11-21 20:00:00.000 UTC
                listening  0.0.0.0:7411

                beta.example\tconnected\tverified\t192.0.2.7:7411\t0\t1\t13\t16\t+2s
                gamma.example\tstopped\tnot verified\t-\t4\t0\t5\t-\t-
                gamma.example: stopped: fork: two heads of one size (see: hotline audit evidence gamma.example)
                """)
    }

    @Test("a peer shows its safety number and whether it was compared")
    func peer() {
        #expect(
            PeerText.fields(Samples.peer(), .plain) == """
                peer           beta.example
                key line       beta.example+00000000+AAAA
                routes         beta.example:7411, 192.0.2.7:7411
                log            alpha.example/beta.example/8899aabbccddeeff
                safety number  \(Samples.number)
                identity       not verified
                """)
        let verified = PeerText.table([Samples.peer(verifiedAt: "2026-11-21T21:00:00.000Z")], .plain)
        #expect(
            verified == "beta.example\tverified 2026-11-21 21:00:00.000 UTC\t"
                + "beta.example:7411,192.0.2.7:7411\tbeta.example+00000000+AAAA")
    }

    @Test("the log says what each entry is")
    func log() {
        let text = LogText.text(Samples.log, .plain)
        #expect(
            text == """
                0\t2026-11-21 20:00:00.000 UTC\topening\t-\t\(Samples.digest)
                1\t2026-11-21 22:04:05.123 UTC\tstatement\tsent csirt/immediate notice \(Samples.id)\t\(Samples.digest)
                2\t2026-11-21 22:04:06.500 UTC\thead\tbeta.example/alpha.example/0011223344556677 at 16\t\(Samples.digest)
                """)
    }

    @Test("an event is one line")
    func event() {
        let plain = EventText.line(
            Samples.event(.messageAcknowledged, at: 1, message: Samples.decided("pending")), .plain)
        #expect(
            plain == "2026-11-21 22:04:01.000 UTC\tmessage.acknowledged\tbeta.example\t"
                + "csirt/immediate notice \(Samples.id), pending by B. Petrova")
        let line = EventText.line(Samples.event(.lineDisconnected, at: 2), .plain)
        #expect(line == "2026-11-21 22:04:02.000 UTC\tline.disconnected\tbeta.example\tthe peer said bye")
    }

    @Test("colour only adds to what the words say")
    func colour() {
        let coloured = MessageText.fields(Samples.refused, Style(isTable: true, isColoured: true))
        let plain = MessageText.fields(Samples.refused, .plain)
        #expect(coloured != plain)
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test(
        "times are shown in UTC, and what is no time is shown as it is",
        arguments: [
            ("2026-11-21T22:04:05.123Z", "2026-11-21 22:04:05.123 UTC"),
            ("2026-11-21T22:04:05Z", "2026-11-21 22:04:05 UTC"),
            ("yesterday", "yesterday"), ("", ""),
        ])
    func times(text: String, shown: String) {
        #expect(Moment.text(text) == shown)
    }

    @Test(
        "a length of time is as short as it is exact",
        arguments: [(90, "90s"), (1800, "30m"), (7200, "2h"), (86_400, "1d"), (0, "0s"), (3601, "3601s")])
    func spans(seconds: Int, text: String) {
        #expect(Moment.span(seconds: seconds) == text)
    }
}
