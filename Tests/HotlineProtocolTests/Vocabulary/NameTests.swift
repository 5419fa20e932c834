import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Names and labels")
struct NameTests {
    @Test("channels and kinds are lower-case words with inner hyphens", arguments: ["a", "csirt", "n-2", "a--b", "x9"])
    func names(_ text: String) {
        #expect(ChannelName(text)?.text == text)
        #expect(KindName(text)?.text == text)
    }

    @Test(
        "other texts are neither a channel nor a kind",
        arguments: ["", "-a", "a-", "9a", "A", "a b", "a/b", "a.b", "a_b", "ä", "a\n", "а", "\u{0}", "-"])
    func notNames(_ text: String) {
        #expect(ChannelName(text) == nil)
        #expect(KindName(text) == nil)
    }

    @Test("a name has at most 32 characters")
    func nameLength() {
        #expect(ChannelName(String(repeating: "a", count: 32)) != nil)
        #expect(ChannelName(String(repeating: "a", count: 33)) == nil)
        #expect(KindName(String(repeating: "a", count: 32)) != nil)
        #expect(KindName(String(repeating: "a", count: 33)) == nil)
    }

    @Test("every refusal code is of the form that a statement may carry", arguments: RefusalCode.allCases)
    func codes(_ code: RefusalCode) {
        #expect(Token.isName(code.rawValue, atMost: Limits.codeCharacters))
    }

    @Test(
        "a media type is two restricted names and perhaps parameters (RFC 6838 section 4.2)",
        arguments: [
            "text/plain", "application/iodef+json", "text/plain;charset=utf-8", "text/plain; charset=\"utf-8\"",
            "application/vnd.hotline.statement+cose", "x/y", "1/2", "a/b!#$&-^_.+",
        ])
    func mediaType(_ text: String) {
        #expect(Token.isMediaType(text))
    }

    @Test(
        "other texts are no media type",
        arguments: [
            "", "text", "text/", "/plain", "text/plain/x", "text/ plain", "text /plain", "text/plain\n", ";",
            ";text/plain", "text/plain\u{1B}[0m", "text/plän", "te xt/plain", "text/plain ;a=b", ".a/b", "a/-b",
            "text/(x)", "a/" + String(repeating: "b", count: 126),
        ])
    func notMediaType(_ text: String) {
        #expect(!Token.isMediaType(text))
    }

    @Test(
        "a language tag is groups of 1 to 8 letters and digits", arguments: ["en", "de-DE", "zh-Hans-CN", "x-a", "i"])
    func language(_ text: String) {
        #expect(Token.isLanguageTag(text))
    }

    @Test("other texts are no language tag", arguments: ["", "-", "en-", "-en", "en_US", "abcdefghi", "en--US", "ру"])
    func notLanguage(_ text: String) {
        #expect(!Token.isLanguageTag(text))
    }

    @Test("a label is the original form of TLP 2.0")
    func labels() {
        let texts = ["TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"]
        #expect(TLPLabel.allCases.map(\.rawValue) == texts)
        #expect(TLPLabel(rawValue: "TLP:WHITE") == nil)
    }

    @Test("precedences have ACP 127's order and are read by name")
    func precedences() {
        #expect(Precedence.allCases.sorted() == [.routine, .priority, .immediate, .flash])
        #expect(Precedence.allCases.map { Precedence(name: $0.description) } == Precedence.allCases)
        #expect(Precedence(name: "FLASH") == nil)
    }

    @Test("streams are served most urgent first, then by channel")
    func streams() throws {
        let streams = [
            try Sample.stream("b", .flash), try Sample.stream("a", .routine), try Sample.stream("a", .flash),
            try Sample.stream("c", .immediate),
        ]
        #expect(streams.sorted().map(\.description) == ["a/flash", "b/flash", "c/immediate", "a/routine"])
    }

    @Test("an agreement keeps its channels in order, once each, and its digest does not depend on how they came")
    func agreement() throws {
        let names = try ["nrrc", "csirt", "officials"].map { try Sample.need(ChannelName($0)) }
        let agreement = try Sample.need(Agreement(channels: names + names))
        #expect(agreement == Agreement.builtIn)
        #expect(agreement.digest == Agreement.builtIn.digest)
        #expect(agreement.channels.map(\.text) == ["csirt", "nrrc", "officials"])
        #expect(agreement.allows(names[0]))
        #expect(!agreement.allows(try Sample.need(ChannelName("other"))))
        #expect(Agreement(channels: []) == nil)
        let many = try (0...Limits.channels).map { try Sample.need(ChannelName("c\($0)")) }
        #expect(Agreement(channels: many) == nil)
        #expect(Agreement(channels: Array(many.dropLast())) != nil)
    }
}
