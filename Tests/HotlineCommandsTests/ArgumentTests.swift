import HotlineProtocol
import Testing

@testable import HotlineCommands

@Suite("Arguments")
struct ArgumentTests {
    @Test(
        "a time span is a whole number and one unit",
        arguments: [
            ("90s", 90), ("1s", 1), ("30m", 1800), ("2h", 7200), ("1d", 86_400), ("366d", 366 * 86_400), ("007m", 420),
        ])
    func spans(text: String, seconds: Int) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
    }

    @Test(
        "anything else is no time span",
        arguments: [
            "", "s", "30", "0s", "-1m", "+1m", " 1m", "1 m", "1m ", "1M", "1.5h", "1h30m", "367d", "1w", "٣m",
            "99999999999999999999d", "9223372036854775807d",
        ])
    func noSpans(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test(
        "an endpoint is a host and a port",
        arguments: [
            ("0.0.0.0:7411", 7411), ("beta.example:1", 1), ("[::1]:65535", 65535), ("[fe80::1%eth0]:22", 22),
            ("localhost:0", 0),
        ])
    func endpoints(text: String, port: UInt16) {
        let endpoint = Endpoint(argument: text)
        #expect(endpoint?.port == port)
        #expect(endpoint?.description == text)
    }

    @Test(
        "anything else is no endpoint",
        arguments: [
            "", ":", ":7411", "beta.example", "beta.example:", "beta.example:65536", "beta.example:-1", "::1:7411",
            "[]:7411", "[beta]:7411", "a b:1", "http://a:1", "a:0x1", "a:000001", "a\n:1",
        ])
    func noEndpoints(text: String) {
        #expect(Endpoint(argument: text) == nil)
    }

    @Test("a safety number is 60 digits, however they are grouped")
    func digits() {
        let plain = String(Samples.number.filter { $0 != " " })
        #expect(SafetyDigits(Samples.number) == SafetyDigits(plain))
        #expect(SafetyDigits(plain.dropLast() + "") == nil)
        #expect(SafetyDigits(plain + "1") == nil)
        #expect(SafetyDigits(String(repeating: "٣", count: 60)) == nil)
        #expect(SafetyDigits("") == nil)
    }

    @Test(
        "the media type comes from the kind, then from the file's name, then from the content",
        arguments: [
            ("notice", "a.txt", true, "application/json"), ("message", "a.PDF", false, "application/pdf"),
            ("message", "dir.d/a.json", true, "application/json"), ("message", "a.unknown", true, nil),
            ("message", "a.unknown", false, "application/octet-stream"), ("message", "dir.txt/a", true, nil),
            ("message", nil, true, nil), ("service", nil, false, "application/octet-stream"),
        ] as [(String, String?, Bool, String?)])
    func mediaTypes(kind: String, fileName: String?, isText: Bool, type: String?) {
        #expect(MediaType.guess(kind: kind, fileName: fileName, isText: isText) == type)
    }

    @Test("a new message id is a UUID of version 7, and no two are alike")
    func messageIDs() throws {
        let ids = try (0..<100).map { _ in try Submission.newMessageID().description }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { MessageID(text: $0) != nil })
    }
}
