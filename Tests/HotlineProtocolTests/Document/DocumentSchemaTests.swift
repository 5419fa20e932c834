import CBOR
import COSE
import HotlineCrypto
import HotlineProtocol
import Testing

@Suite("Docs/hotline.cddl", .enabled(if: DocumentSchema.python != nil, Comment(rawValue: DocumentSchema.skipped)))
struct DocumentSchemaTests {
    @Test("the CDDL file takes every object that the code makes")
    func vectors() throws {
        let vectors = try DocumentVectors.make().filter { $0.rule != nil }
        let verdicts = try DocumentSchema.validate(vectors.map { ($0.rule ?? "", $0.cbor ?? []) })
        try #require(verdicts.count == vectors.count)
        for (vector, verdict) in zip(vectors, verdicts) { #expect(verdict == "ok", "\(vector.name)") }
    }

    @Test(
        "what the code refuses in form, the CDDL file refuses too",
        arguments: DocumentFault.Group.allCases)
    func faults(_ group: DocumentFault.Group) throws {
        let faults = group.faults
        let vectors = Dictionary(uniqueKeysWithValues: try DocumentVectors.make().map { ($0.name, $0) })
        var objects: [(rule: String, bytes: [UInt8])] = []
        for fault in faults {
            let vector = try #require(vectors[fault.vector])
            let whole = try CBORValue(decoding: try #require(vector.cbor))
            let changed = try #require(try whole.editing(fault.path[...]) { _ in fault.value })
            let (rule, bytes) = (try #require(vector.rule), changed.encoded())
            try #require(bytes != vector.cbor, "\(fault)")
            #expect(!Self.codeTakes(bytes, as: rule), "the code: \(fault)")
            objects.append((rule, bytes))
        }
        let verdicts = try DocumentSchema.validate(objects)
        try #require(verdicts.count == faults.count)
        for (fault, verdict) in zip(faults, verdicts) {
            #expect(verdict.hasPrefix("refused"), "the CDDL file: \(fault)")
        }
    }

    /// Whether the code takes the form of an object; signatures are not looked at.
    private static func codeTakes(_ bytes: [UInt8], as rule: String) -> Bool {
        switch rule {
        case "frame": (try? Frame(decoding: bytes)) != nil
        case "statement": (try? SignedStatement(decoding: bytes)) != nil
        case "receipt": (try? Receipt(decoding: bytes)) != nil
        default: (try? Sign1(decoding: bytes)) != nil
        }
    }
}
