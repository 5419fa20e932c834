import HotlineCrypto
import Testing
import TransparencyLog

@Suite("Signed notes are those of C2SP signed-note v1.0.0")
struct SignedNoteTests {
    typealias Fixture = NoteFixture

    private let peter: NoteVerifier
    private let enoch: NoteVerifier

    init() throws {
        peter = try NoteVerifier(parsing: Fixture.peterKey)
        enoch = try NoteVerifier(parsing: Fixture.enochKey)
    }

    @Test(
        "each published note verifies and is written back alike",
        arguments: [
            (Fixture.peterKey, Fixture.peterText, Fixture.peterLine),
            (Fixture.enochKey, Fixture.peterText, Fixture.enochLine),
            (Fixture.fooKey, Fixture.fooText, Fixture.fooLine),
        ])
    func published(_ key: String, _ text: String, _ line: String) throws {
        let bytes = Fixture.note(text, line)
        let note = try SignedNote(parsing: bytes)
        let verifier = try NoteVerifier(parsing: key)
        let verified = try note.verify(by: [verifier])
        #expect(verified.signatures.map(\.verifier) == [verifier])
        #expect(verified.signatures.map(\.time) == [nil])
        #expect(note.text.bytes == Array(text.utf8))
        #expect(note.encoded() == bytes)
    }

    @Test("the published key makes the published signature")
    func signing() throws {
        let signer = NoteSigner(name: try Fixture.name("PeterNeumann"), key: try Fixture.key(seed: Fixture.peterSeed))
        let signature = try signer.sign(Fixture.text(Fixture.peterText))
        #expect(signature.line == Array(Fixture.peterLine.utf8))
    }

    @Test("a signature by an unknown key is kept and ignored, known ones are all verified")
    func unknownKeys() throws {
        let note = try SignedNote(parsing: Fixture.note(Fixture.peterText, Fixture.peterLine, Fixture.enochLine))
        #expect(try note.verify(by: [peter]).signatures.map(\.verifier) == [peter])
        #expect(try note.verify(by: [enoch, peter]).signatures.map(\.verifier) == [peter, enoch])
        #expect(try note.verify(by: [peter]).note.signatures.count == 2)
        #expect(throws: NoteError.noKnownSignature) { try note.verify(by: []) }
    }

    @Test("a signature that shares only the name or only the key ID with a known key is ignored")
    func halfKnown() throws {
        let otherName = Fixture.peterLine.replacing("PeterNeumann", with: "CarmenSandiego")
        let otherID = Fixture.peterLine.replacing(" x08g", with: " xxxx")
        for line in [otherName, otherID] {
            let note = try SignedNote(parsing: Fixture.note(Fixture.peterText, line))
            #expect(throws: NoteError.noKnownSignature) { try note.verify(by: [peter]) }
        }
    }

    @Test("one invalid signature by a known key refuses the whole note")
    func invalidSignature() throws {
        let wrong = Fixture.enochLine.replacing("5n2tiOHp", with: "5n2tiOHq")
        let note = try SignedNote(parsing: Fixture.note(Fixture.peterText, Fixture.peterLine, wrong))
        #expect(throws: NoteError.invalidSignature(2)) { try note.verify(by: [peter, enoch]) }
        #expect(throws: Never.self) { try note.verify(by: [peter]) }
        let longer = Fixture.peterLine.replacing("iFupLLr8", with: "iFupABCDLLr8")
        let other = try SignedNote(parsing: Fixture.note(Fixture.peterText, longer))
        #expect(throws: NoteError.invalidSignature(1)) { try other.verify(by: [peter]) }
    }

    @Test("every single flipped bit of a note is refused")
    func everyBit() throws {
        let bytes = Fixture.note(Fixture.peterText, Fixture.peterLine)
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: NoteError.self) { try SignedNote(parsing: changed).verify(by: [peter]) }
        }
    }

    @Test("the text may hold empty lines: the last one divides it from the signatures")
    func emptyLines() throws {
        let text = try Fixture.text("one\n\n\n— two\n")
        let key = try Fixture.key(seed: Fixture.logSeed)
        let signer = NoteSigner(name: try Fixture.name("example.com/log"), key: key)
        let note = try SignedNote(text: text, signatures: [signer.sign(text)])
        #expect(try SignedNote(parsing: note.encoded()) == note)
    }

    @Test("a note at the limits is taken, one beyond is refused")
    func limits() throws {
        let line = try #require(NoteSignature(parsing: Array(Fixture.peterLine.utf8)))
        let text = try Fixture.text(Fixture.peterText)
        let most = [NoteSignature](repeating: line, count: NoteLimits.maximumSignatureCount)
        let note = try SignedNote(text: text, signatures: most)
        #expect(NoteLimits.maximumSignatureCount >= 16)
        #expect(try SignedNote(parsing: note.encoded()) == note)
        #expect(throws: NoteError.tooManySignatures) { try note.adding(line) }
        let bytes = note.encoded() + Array((Fixture.peterLine + "\n").utf8)
        #expect(throws: NoteError.tooManySignatures) { try SignedNote(parsing: bytes) }
        let large = [UInt8](repeating: UInt8(ascii: "\n"), count: NoteLimits.maximumByteCount + 1)
        #expect(throws: NoteError.tooLarge) { try SignedNote(parsing: large) }
        #expect(throws: NoteError.tooLarge) {
            try SignedNote(text: NoteText(Array(large.dropLast())), signatures: [line])
        }
    }
}
