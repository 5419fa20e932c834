import Foundation
import HotlineCrypto
import HotlineProtocol
import Testing

@Suite("The test vectors of Docs/Protocol.md")
struct DocumentVectorTests {
    /// With this variable set, the test writes the vectors into the document in place of comparing them.
    private static let update = "HOTLINE_UPDATE_VECTORS"

    @Test("every vector of the document is what the code makes, and the code makes no other")
    func vectors() throws {
        let made = try DocumentVectors.make()
        var text = try DocumentText.read(DocumentText.protocolFile)
        if ProcessInfo.processInfo.environment[Self.update] != nil {
            let blocks = Dictionary(uniqueKeysWithValues: made.map { ($0.name, $0.lines) })
            text = DocumentText.replacing(blocks, in: text)
            try text.write(to: DocumentText.protocolFile, atomically: true, encoding: .utf8)
        }
        let written = DocumentText.blocks(in: text)
        #expect(Set(written.keys) == Set(made.map(\.name)))
        for vector in made {
            #expect(written[vector.name] == vector.lines, "\(vector.name): \(Self.update)=1 writes it")
        }
    }

    @Test("every frame of the document decodes, and encodes to the same bytes")
    func frames() throws {
        for vector in try DocumentVectors.make() where vector.rule == "frame" {
            let bytes = try #require(vector.cbor)
            #expect(try Frame(decoding: bytes).encoded() == bytes)
        }
    }

    @Test("the document's objects verify with the keys of its identities alone")
    func objects() throws {
        let text = try DocumentText.blocks(in: DocumentText.read(DocumentText.protocolFile))
        let alpha = try KeyLine(parsing: try #require(text["alpha-key-line"]?.first))
        let beta = try KeyLine(parsing: try #require(text["beta-key-line"]?.first))
        func bytes(_ name: String) throws -> [UInt8] { try #require(Hex.decode(text[name]?.joined() ?? "x")) }

        _ = try LogOpening(verifying: bytes("alpha-opening"), owner: alpha, peer: beta)
        _ = try LogOpening(verifying: bytes("beta-opening"), owner: beta, peer: alpha)
        _ = try SignedHead(verifying: bytes("alpha-head-1"), owner: alpha)
        _ = try SignedHead(verifying: bytes("beta-head-2"), owner: beta)
        let log = try LogOpening(verifying: bytes("alpha-opening"), owner: alpha, peer: beta).origin
        for name in ["erasure", "erasure-retention", "erasure-former"] {
            #expect(try Erasure(verifying: bytes(name), owner: alpha, origin: log).leaves == [1])
        }
        let statement = try SignedStatement(decoding: bytes("statement"))
        _ = try VerifiedStatement(verifying: statement, sender: alpha, recipient: beta.name)
        let answer = try SignedStatement(decoding: bytes("acknowledgement"))
        _ = try VerifiedStatement(verifying: answer, sender: beta, recipient: alpha.name)
        let receipt = try Receipt(decoding: bytes("receipt"))
        let proofs = try receipt.verify(leaves: [statement.leafHash], owner: beta, peer: alpha.name)
        #expect(proofs.map(\.leafIndex) == [1])
        #expect("\(SafetyNumber(alpha, beta))" == text["safety-number"]?.first)
    }
}
