import CBOR
import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

/// One change to a valid payload, and what it is called.
struct StatementFault: Sendable, CustomTestStringConvertible {
    let key: CBORValue
    let value: CBORValue?
    let member: String
    var testDescription: String { "\(member): \(value.map { "\($0)" } ?? "missing")" }

    init(_ key: CBORValue, _ value: CBORValue?, _ member: String) {
        (self.key, self.value, self.member) = (key, value, member)
    }
}

private let digest = CBORValue.bytes([UInt8](repeating: 1, count: 32))
private let long = CBORValue.text(String(repeating: "a", count: 33))

/// Members that must be there.
private let missing: [StatementFault] = [
    .init(StatementKey.precedence, nil, "precedence"),
    .init(StatementKey.epoch, nil, "epoch"),
    .init(StatementKey.sequence, nil, "sequence"),
    .init(StatementKey.previous, nil, "previous digest"),
    .init(StatementKey.kind, nil, "kind"),
    .init(StatementKey.messageID, nil, "message id"),
    .init(StatementKey.agreement, nil, "agreement digest"),
    .init(StatementKey.body, nil, "body"),
]

/// Members of the wrong type or out of their limits.
private let malformed: [StatementFault] = [
    .init(StatementKey.precedence, .unsigned(4), "precedence"),
    .init(StatementKey.precedence, .unsigned(256), "precedence"),
    .init(StatementKey.precedence, .text("flash"), "precedence"),
    .init(StatementKey.epoch, .bytes([UInt8](repeating: 0, count: 15)), "epoch"),
    .init(StatementKey.epoch, .bytes([UInt8](repeating: 0, count: 17)), "epoch"),
    .init(StatementKey.epoch, .text("0123456789abcdef"), "epoch"),
    .init(StatementKey.sequence, .unsigned(0), "sequence"),
    .init(StatementKey.sequence, .unsigned(1 << 63), "sequence"),
    .init(StatementKey.sequence, .unsigned(.max), "sequence"),
    .init(StatementKey.sequence, .negative(0), "sequence"),
    .init(StatementKey.sequence, .bytes([1]), "sequence"),
    .init(StatementKey.previous, .bytes([UInt8](repeating: 0, count: 31)), "previous digest"),
    .init(StatementKey.previous, .null, "previous digest"),
    .init(StatementKey.kind, .text(""), "kind"),
    .init(StatementKey.kind, .text("Notice"), "kind"),
    .init(StatementKey.kind, .text("two words"), "kind"),
    .init(StatementKey.kind, long, "kind"),
    .init(StatementKey.kind, .bytes(Array("message".utf8)), "kind"),
    .init(StatementKey.messageID, .bytes([UInt8](repeating: 0, count: 16)), "message id"),
    .init(StatementKey.messageID, .bytes([UInt8](repeating: 0x70, count: 15)), "message id"),
    .init(StatementKey.messageID, .text("018f"), "message id"),
    .init(StatementKey.agreement, .bytes([]), "agreement digest"),
    .init(StatementKey.agreement, .null, "agreement digest"),
    .init(StatementKey.body, .array([digest, 7, .text("text/plain")]), "body"),
    .init(StatementKey.body, .null, "body"),
    .init(StatementKey.tlp, .unsigned(1), "TLP label"),
    .init(StatementKey.inReplyTo, .bytes([1]), "in-reply-to"),
    .init(StatementKey.inReplyTo, .null, "in-reply-to"),
    .init(StatementKey.acknowledgeBy, .unsigned(0), "acknowledge-by"),
    .init(StatementKey.acknowledgeBy, .unsigned(UInt64(Limits.acknowledgeBySeconds) + 1), "acknowledge-by"),
    .init(StatementKey.acknowledgeBy, .unsigned(.max), "acknowledge-by"),
    .init(StatementKey.acknowledgeBy, .text("30m"), "acknowledge-by"),
    .init(StatementKey.details, .array([]), "details"),
    .init(StatementKey.details, .null, "details"),
    .init(StatementKey.details, .map([9: .bytes([UInt8](repeating: 0, count: Limits.detailsBytes))]), "details"),
    .init(StatementKey.details, .map([2: .text("")]), "officer"),
    .init(StatementKey.details, .map([2: .text(String(repeating: "o", count: 257))]), "officer"),
    .init(StatementKey.details, .map([3: .text("")]), "code"),
    .init(StatementKey.details, .map([3: .text("Not A Code")]), "code"),
    .init(StatementKey.details, .map([3: .text(String(repeating: "c", count: 65))]), "code"),
]

/// Members of the body map.
private let malformedBodies: [StatementFault] = [
    .init(1, nil, "digest"), .init(1, .bytes([1]), "digest"), .init(1, .text("digest"), "digest"),
    .init(2, nil, "size"), .init(2, .unsigned(UInt64(Limits.bodyBytes) + 1), "size"),
    .init(2, .unsigned(.max), "size"), .init(2, .negative(0), "size"),
    .init(3, nil, "media type"), .init(3, .text("text"), "media type"), .init(3, .text(""), "media type"),
    .init(3, .text("text/plain\u{7}"), "media type"), .init(3, .bytes([1]), "media type"),
    .init(3, .text("a/" + String(repeating: "b", count: 126)), "media type"),
    .init(4, .text(""), "language"), .init(4, .text("en_US"), "language"), .init(4, .null, "language"),
    .init(4, .text("abcdefghi"), "language"),
]

/// What a later version might say: no fault, but not understood.
private let additions: [StatementFault] = [
    .init(13, .unsigned(1), "unknown key"),
    .init(0, .text("x"), "unknown key"),
    .init(-1, .null, "unknown negative key"),
    .init(.text("note"), .text("x"), "unknown text key"),
    .init(StatementKey.tlp, .text("TLP:PURPLE"), "unknown label"),
    .init(StatementKey.tlp, .text("tlp:red"), "label in other letters"),
    .init(StatementKey.tlp, nil, "no label"),
    .init(StatementKey.details, .map([4: .unsigned(1)]), "unknown detail"),
    .init(StatementKey.details, .map([1: .text("perhaps")]), "unknown decision"),
    .init(StatementKey.details, .map([1: .unsigned(1)]), "decision of an unknown type"),
    .init(StatementKey.details, .map([.text("x"): .null]), "unknown text detail"),
]

@Suite("Statement, one thing wrong")
struct StatementFaultTests {
    let forge: StatementForge

    init() throws {
        forge = try StatementForge()
    }

    @Test(
        "a member that is missing, of the wrong type or out of its limits is refused by name",
        arguments: missing + malformed)
    func fault(_ fault: StatementFault) throws {
        let bytes = try forge.bytes(setting: fault.key, to: fault.value)
        #expect(throws: StatementError.malformed(fault.member)) { try forge.verify(bytes) }
    }

    @Test("a malformed body member is refused as the body", arguments: malformedBodies)
    func bodyFault(_ fault: StatementFault) throws {
        let key = try Sample.need(fault.key.asInt64)
        let bytes = try forge.bytes(settingBody: Int(key), to: fault.value)
        #expect(throws: StatementError.malformed("body")) { try forge.verify(bytes) }
    }

    @Test("what a later version might add is valid and not understood", arguments: additions)
    func notUnderstood(_ addition: StatementFault) throws {
        let bytes = try forge.bytes(setting: addition.key, to: addition.value)
        #expect(!(try forge.verify(bytes).statement.isUnderstood))
    }

    @Test("an unknown member of the body map is valid and not understood")
    func unknownBodyMember() throws {
        #expect(!(try forge.verify(forge.bytes(settingBody: 5, to: .unsigned(1))).statement.isUnderstood))
    }

    @Test("a payload that is no map is refused", arguments: [CBORValue.array([]), .null, .unsigned(1), .bytes([])])
    func notMap(_ payload: CBORValue) throws {
        #expect(throws: StatementError.malformed("payload")) { try forge.verify(forge.bytes(payload: payload)) }
    }

    @Test("an envelope with another content type, none, or a tree size is no statement's")
    func labels() throws {
        let named = StatementError.envelope("a label is missing or out of place")
        #expect(throws: named) { try forge.verify(forge.bytes(contentType: nil)) }
        #expect(throws: named) { try forge.verify(forge.bytes(contentType: "application/cbor")) }
        #expect(throws: named) { try forge.verify(forge.bytes(contentType: nil, treeSize: 5)) }
    }

    @Test(
        "a subject that is not sender, recipient and channel is refused",
        arguments: [
            "alpha.example", "alpha.example/beta.example", "alpha.example/beta.example/csirt/x", "//",
            "Alpha.example/beta.example/csirt", "alpha.example/beta.example/CSIRT", "alpha.example/beta.example/",
        ])
    func subject(_ text: String) throws {
        #expect(throws: StatementError.malformed("subject")) { try forge.verify(forge.bytes(subject: text)) }
    }

    @Test("an issuer that is not the subject's sender is refused")
    func issuer() throws {
        #expect(throws: StatementError.malformed("subject")) {
            try forge.verify(forge.bytes(issuer: "beta.example"))
        }
    }
}
