import HotlineCrypto
import Testing
import TransparencyLog

@Suite("Checkpoints are those of C2SP tlog-checkpoint v1.0.0")
struct CheckpointTests {
    typealias Fixture = NoteFixture

    static let root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

    @Test("the checkpoint of the eight-leaf tree has the known text and signature")
    func vector() throws {
        let checkpoint = try Fixture.checkpoint()
        let note = try checkpoint.signed(by: Fixture.key(seed: Fixture.logSeed))
        #expect(note.encoded() == Fixture.note(Fixture.checkpointText, Fixture.logLine))
        #expect(try Checkpoint(parsing: note.text) == checkpoint)
    }

    @Test("the specification's example is read and written back alike")
    func specification() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let checkpoint = try Checkpoint(parsing: Fixture.text(text))
        #expect(checkpoint.origin == NoteName("example.com/behind-the-sofa"))
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.text.bytes == Array(text.utf8))
    }

    @Test(
        "a text that breaks a rule is refused by its reason",
        arguments: [
            ("\n", CheckpointError.notThreeLines),
            ("o\n8\n", .notThreeLines),
            ("o\n8\n\(root)\nextension\n", .notThreeLines),
            ("o\n8\n\(root)\n\n", .notThreeLines),
            ("\n8\n\(root)\n", .badOrigin),
            ("a b\n8\n\(root)\n", .badOrigin),
            ("a+b\n8\n\(root)\n", .badOrigin),
            ("o\n\n\(root)\n", .badSize),
            ("o\n08\n\(root)\n", .badSize),
            ("o\n00\n\(root)\n", .badSize),
            ("o\n+8\n\(root)\n", .badSize),
            ("o\n-8\n\(root)\n", .badSize),
            ("o\n-0\n\(root)\n", .badSize),
            ("o\n8 \n\(root)\n", .badSize),
            ("o\n0x8\n\(root)\n", .badSize),
            ("o\n\u{0668}\n\(root)\n", .badSize),
            ("o\n9223372036854775808\n\(root)\n", .badSize),
            ("o\n18446744073709551616\n\(root)\n", .badSize),
            ("o\n8\n\(root)=\n", .badRoot),
            ("o\n8\n\n", .badRoot),
            ("o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", .badRoot),
            ("o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n", .badRoot),
            ("o\n0\n\(root)\n", .badEmptyRoot),
        ])
    func malformed(_ text: String, _ error: CheckpointError) {
        #expect(throws: error) { try Checkpoint(parsing: Fixture.text(text)) }
    }

    @Test("sizes from 0 to the largest are written and read back alike", arguments: [0, 1, 8, 10, UInt64(Int64.max)])
    func sizes(_ size: UInt64) throws {
        let root = size == 0 ? MerkleTree.emptyRoot : EightLeafTree.roots[8]
        let checkpoint = try Checkpoint(origin: Fixture.name("o"), size: size, root: root)
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    }

    @Test("a size above the limit cannot be made")
    func largeSize() {
        #expect(throws: CheckpointError.badSize) {
            try Checkpoint(origin: Fixture.name("o"), size: MerkleTree.maximumSize + 1, root: .zero)
        }
    }
}
