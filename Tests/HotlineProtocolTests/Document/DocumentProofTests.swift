import CBOR
import Foundation
import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import Testing

@Suite("Docs/Proof.md")
struct DocumentProofTests {
    private static let document = DocumentText.root.appending(path: "Docs/Proof.md")

    @Test("the vectors of the document are what the code makes, and prove what the document says")
    func vectors() throws {
        let vectors = try DocumentProof.vectors()
        let blocks = Dictionary(uniqueKeysWithValues: vectors.map { ($0.name, $0.lines.flatMap(Self.split)) })
        let text = try DocumentText.read(Self.document)
        if ProcessInfo.processInfo.environment["HOTLINE_UPDATE_VECTORS"] != nil {
            try DocumentText.replacing(blocks, in: text).write(to: Self.document, atomically: true, encoding: .utf8)
        }
        #expect(DocumentText.blocks(in: try DocumentText.read(Self.document)) == blocks)
        let line = try DocumentLine()
        let check = try #require(ProofCheck(keys: [line.alpha.me, line.beta.me]))
        let report = check.check(try DocumentProof.file(line).encoded())
        #expect(report.verdict == .proven && report.answers.count == 1)
        #expect(report.missing == [.answerReceipt(1, by: line.alpha.me.name)])
    }

    /// A text of several lines, as a block holds it; its last line feed is that of the block.
    private static func split(_ line: String) -> [String] {
        (line.hasSuffix("\n") ? String(line.dropLast()) : line).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    @Test("every limit of ProofLimits.swift stands in the document with its number, and no other")
    func limits() throws {
        let limits: [String: Int] = [
            "version": Int(ProofLimits.version), "fileBytes": ProofLimits.fileBytes, "answers": ProofLimits.answers,
            "receipts": ProofLimits.receipts, "receiptBytes": ProofLimits.receiptBytes,
            "transparentBytes": ProofLimits.transparentBytes, "tlogProofBytes": ProofLimits.tlogProofBytes,
            "answerBodyBytes": ProofLimits.answerBodyBytes, "keyLines": ProofLimits.keyLines,
            "keyLineBytes": ProofLimits.keyLineBytes,
        ]
        let source = try DocumentText.read(
            DocumentText.root.appending(path: "Sources/HotlineAudit/Proof/ProofLimits.swift"))
        let names = source.matches(of: #/static let (\w+)/#).map { String($0.1) }
        #expect(Set(names) == Set(limits.keys))
        let section = DocumentText.section("## Limits", of: try DocumentText.read(Self.document))
        var rows: [String: String] = [:]
        for line in section.split(separator: "\n") {
            guard let match = line.wholeMatch(of: #/\| `(\w+)` \| ([^|]*?) \|.*/#) else { continue }
            rows[String(match.1)] = String(match.2)
        }
        #expect(rows == limits.mapValues { "\($0)" })
        #expect(ProofLimits.transparentBytes >= Limits.statementBytes + ProofLimits.receipts * ProofLimits.receiptBytes)
    }

    @Test(
        "the CDDL file takes the proof, and refuses in form what the code refuses in form",
        .enabled(if: DocumentSchema.python != nil, Comment(rawValue: DocumentSchema.skipped)))
    func schema() throws {
        let whole = try CBORValue(decoding: DocumentProof.file(DocumentLine()).encoded())
        var objects: [(rule: String, bytes: [UInt8])] = [("proof-file", whole.encoded())]
        for (path, value) in Self.faults {
            let changed = try #require(try whole.editing(path[...]) { _ in value }).encoded()
            #expect(throws: ProofFault.self, "\(path)") { try ProofFile(decoding: changed) }
            objects.append(("proof-file", changed))
        }
        let verdicts = try DocumentSchema.validate(objects)
        try #require(verdicts.count == objects.count)
        #expect(verdicts.first == "ok")
        for (verdict, fault) in zip(verdicts.dropFirst(), Self.faults) {
            #expect(verdict.hasPrefix("refused"), "\(fault)")
        }
    }

    private static let faults: [(path: [DocumentStep], value: CBORValue?)] = [
        ([.key(1)], 2), ([.key(1)], nil), ([.key(2)], nil), ([.key(2)], .array([])), ([.key(3)], .array([])),
        ([.key(4)], .array([])), ([.key(4), .at(0)], .text("alpha.example")), ([.key(5)], 1),
        ([.key(2), .key(1)], nil), ([.key(2), .key(1)], .bytes([0xA0])), ([.key(2), .key(2)], .bytes([1])),
        ([.key(2), .key(3)], .bytes([1])), ([.key(2), .key(3), .at(0)], .bytes([1])), ([.key(2), .key(4)], 1),
        ([.key(2), .key(1), .inside, .tag, .at(1), .key(394)], .array([])),
        ([.key(2), .key(1), .inside, .tag, .at(1), .key(33)], 1),
        ([.key(2), .key(1), .inside, .tag, .at(1), .key(394), .at(0)], .bytes([0xA0])),
        ([.key(2), .key(1), .inside, .tag, .at(3)], .bytes([1])),
    ]
}
