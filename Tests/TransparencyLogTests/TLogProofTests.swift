import HotlineCrypto
import Testing

@testable import TransparencyLog

@Suite("c2sp.org/tlog-proof@v1")
struct TLogProofTests {
    private static let hash = Base64.encode(Digest.sha256([1]).bytes)
    private static let note = "example.com/log\n109482\n\(hash)\n\n\u{2014} example.com/log AAAAAAA=\n"

    private static func read(_ text: String) throws -> TLogProof { try TLogProof(parsing: Array(text.utf8)) }

    @Test("a proof in the specification's form is read, and written the same", arguments: [0, 1, 3])
    func form(hashes: Int) throws {
        let lines = String(repeating: Self.hash + "\n", count: hashes)
        let text = "c2sp.org/tlog-proof@v1\nindex 73894\n\(lines)\n\(Self.note)"
        let proof = try Self.read(text)
        #expect(proof.index == 73894 && proof.path.count == hashes)
        #expect(proof.encoded() == Array(text.utf8))
    }

    @Test(
        "any other spelling is refused",
        arguments: [
            ("c2sp.org/tlog-proof@v2\nindex 1\n\n", TLogProofError.notAProof), ("", .notAProof), ("\n\n", .notAProof),
            ("c2sp.org/tlog-proof@v1\n\n", .notAProof),
            ("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\n", .extraData),
            ("c2sp.org/tlog-proof@v1\nindex 01\n\n", .badIndex), ("c2sp.org/tlog-proof@v1\nindex +1\n\n", .badIndex),
            ("c2sp.org/tlog-proof@v1\nindex \n\n", .badIndex), ("c2sp.org/tlog-proof@v1\nindex 1 \n\n", .badIndex),
            ("c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\n", .badIndex),
            ("c2sp.org/tlog-proof@v1\nindex 9223372036854775807\n\n", .badIndex),
            ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", .badHash(1)),
            ("c2sp.org/tlog-proof@v1\nindex 1\n\(TLogProofTests.hash) \n\n", .badHash(1)),
        ])
    func refused(text: String, error: TLogProofError) {
        #expect(throws: error) { try Self.read(text.isEmpty ? text : text + Self.note) }
    }

    @Test("a path longer than any tree is high, and a checkpoint that is no note, are refused")
    func bounds() {
        let lines = String(repeating: Self.hash + "\n", count: MerkleTree.maximumPathCount + 1)
        #expect(throws: TLogProofError.pathTooLong) {
            try Self.read("c2sp.org/tlog-proof@v1\nindex 1\n\(lines)\n\(Self.note)")
        }
        #expect(throws: TLogProofError.self) { try Self.read("c2sp.org/tlog-proof@v1\nindex 1\n\nno note\n") }
    }

    @Test("it verifies for its own entry and log alone")
    func verify() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 7, count: 32))
        let origin = try #require(NoteName("example.com/log"))
        let entries = (0..<5).map { MerkleTree.leafHash([$0]) }
        var frontier = TreeFrontier()
        var stored: [Digest] = []
        for entry in entries { stored += frontier.append(entry) }
        let note = try Checkpoint(origin: origin, size: 5, root: frontier.root).signed(by: key)
        let path = try MerkleTree.inclusionPath(index: 2, size: 5, reader: StoredList(hashes: stored))
        let proof = try TLogProof(index: 2, path: path, checkpoint: note)
        #expect(try proof.verify(leafHash: entries[2], origin: origin, key: key.verifyingKey).checkpoint.size == 5)
        #expect(throws: TLogProofError.proof(.rootMismatch)) {
            try proof.verify(leafHash: entries[3], origin: origin, key: key.verifyingKey)
        }
        let other = try #require(NoteName("example.com/other"))
        #expect(throws: TLogProofError.self) {
            try proof.verify(leafHash: entries[2], origin: other, key: key.verifyingKey)
        }
        let moved = try TLogProof(index: 3, path: path, checkpoint: note)
        #expect(throws: TLogProofError.self) {
            try moved.verify(leafHash: entries[2], origin: origin, key: key.verifyingKey)
        }
    }

    private struct StoredList: HashReader {
        let hashes: [Digest]
        func hash(at position: UInt64) throws -> Digest { hashes[Int(position)] }
    }
}
