import HotlineCrypto
import Testing
import TransparencyLog

@Suite("Only the log's own signature makes a checkpoint, only the peer's own a cosignature")
struct VerifiedCheckpointTests {
    typealias Fixture = NoteFixture

    private let origin: NoteName
    private let logKey: SigningKey
    private let witnessKey: SigningKey
    private let witnessLine: KeyLine
    private let note: SignedNote

    init() throws {
        origin = try Fixture.name(Fixture.origin)
        logKey = try Fixture.key(seed: Fixture.logSeed)
        witnessKey = try Fixture.key(seed: Fixture.witnessSeed)
        witnessLine = KeyLine(name: try #require(NodeName("peer.example")), key: witnessKey.verifyingKey)
        note = try Fixture.checkpoint().signed(by: logKey)
    }

    private func verify(_ note: SignedNote, cosigners: [KeyLine] = []) throws -> VerifiedCheckpoint {
        try VerifiedCheckpoint(verifying: note, origin: origin, key: logKey.verifyingKey, cosigners: cosigners)
    }

    private func cosign(name: String, time: UInt64 = Fixture.witnessTime, key: SigningKey) throws -> NoteSignature {
        try NoteSigner(name: Fixture.name(name), key: key).cosign(verify(note), at: time)
    }

    @Test("the cosignature of the eight-leaf checkpoint is the known one, and verifies with its time")
    func vector() throws {
        let line = try cosign(name: Fixture.witness, key: witnessKey)
        #expect(line.line == Array(Fixture.witnessLine.utf8))
        let verified = try note.adding(line).verify(by: [NoteVerifier(parsing: Fixture.witnessKey)])
        #expect(verified.signatures.map(\.time) == [Fixture.witnessTime])
    }

    @Test("the specification's cosigned checkpoint is read and written back alike")
    func specification() throws {
        let bytes = Fixture.note(
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "— example.com/behind-the-sofa "
                + "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=",
            "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5"
                + "nNo0xUe+mbIUBkBIfZ+qnA==")
        let note = try SignedNote(parsing: bytes)
        #expect(note.encoded() == bytes)
        #expect(Cosignature(note.signatures[1].bytes)?.time == 1_679_315_147)
        #expect(Cosignature(note.signatures[0].bytes) == nil)
    }

    @Test("a checkpoint with the log's signature and the peer's cosignature gives both")
    func cosigned() throws {
        let both = try note.adding(cosign(name: "peer.example", key: witnessKey))
        let verified = try verify(SignedNote(parsing: both.encoded()), cosigners: [witnessLine])
        #expect(verified.checkpoint == (try Fixture.checkpoint()))
        #expect(verified.cosignatures.map(\.verifier) == [.cosigner(witnessLine)])
        #expect(verified.cosignatures.map(\.time) == [Fixture.witnessTime])
        #expect(try verify(both).cosignatures.isEmpty)
    }

    @Test("a cosignature does not stand in for the log's signature")
    func cosignatureAlone() throws {
        let line = try cosign(name: "peer.example", key: witnessKey)
        let alone = try SignedNote(text: note.text, signatures: [line])
        #expect(throws: CheckpointError.notSignedByLog) { try verify(alone, cosigners: [witnessLine]) }
        #expect(throws: CheckpointError.note(.noKnownSignature)) { try verify(alone) }
    }

    @Test("a checkpoint of another log is refused, whoever signed it")
    func otherLog() throws {
        let other = try Fixture.checkpoint(origin: "hotline.example/b-to-a")
        #expect(throws: CheckpointError.note(.noKnownSignature)) { try verify(other.signed(by: logKey)) }
        let crossed = NoteSigner(name: origin, key: logKey)
        let note = try SignedNote(text: other.text, signatures: [crossed.sign(other.text)])
        #expect(throws: CheckpointError.otherOrigin) { try verify(note) }
        let byPeer = try Fixture.checkpoint().signed(by: witnessKey)
        #expect(throws: CheckpointError.note(.noKnownSignature)) { try verify(byPeer) }
    }

    @Test("a signed note that is no checkpoint is refused")
    func noCheckpoint() throws {
        let text = try Fixture.text("hello\n")
        let note = try SignedNote(text: text, signatures: [NoteSigner(name: origin, key: logKey).sign(text)])
        #expect(throws: CheckpointError.notThreeLines) { try verify(note) }
    }

    @Test("every single flipped bit of a cosignature is refused")
    func everyBit() throws {
        let line = try cosign(name: "peer.example", key: witnessKey)
        for bit in 0..<(Cosignature.byteCount * 8) {
            // The first bit makes the time too large; the others break the signature.
            var bytes = Array(line.line)
            let blob = try #require(Base64.decode(String(decoding: bytes.split(separator: 0x20)[2], as: UTF8.self)))
            var changed = blob
            changed[4 + bit / 8] ^= 1 << UInt8(bit % 8)
            bytes = Array("— peer.example \(Base64.encode(changed))".utf8)
            let signature = try #require(NoteSignature(parsing: bytes))
            #expect(throws: CheckpointError.note(.invalidSignature(2))) {
                try verify(note.adding(signature), cosigners: [witnessLine])
            }
        }
    }

    @Test("a time above 2^63 - 1 is neither signed nor read")
    func largeTime() throws {
        let most = UInt64(Int64.max)
        let line = try cosign(name: "peer.example", time: most, key: witnessKey)
        #expect(Cosignature(line.bytes)?.time == most)
        #expect(throws: NoteError.timeTooLarge) { try cosign(name: "o", time: most + 1, key: witnessKey) }
        #expect(Cosignature([0x80] + line.bytes.dropFirst()) == nil)
        #expect(Cosignature(Array(line.bytes.dropLast())) == nil)
    }

    @Test("one key in both types: a signature of one type never verifies as the other")
    func domains() throws {
        let name = try Fixture.name("peer.example")
        let asNote = try NoteSigner(name: name, key: witnessKey).sign(note.text)
        let asCosigner = try cosign(name: "peer.example", key: witnessKey)
        let noteVerifier = NoteVerifier(name: name, type: .ed25519, key: witnessKey.verifyingKey)
        let cosigner = NoteVerifier.cosigner(witnessLine)
        for (signature, verifier) in [(asNote, cosigner), (asCosigner, noteVerifier)] {
            let signed = try SignedNote(text: note.text, signatures: [signature])
            #expect(throws: NoteError.noKnownSignature) { try signed.verify(by: [verifier]) }
        }
        // Also where the key ID is forged to name the other type, and the bytes are cut or padded to its length.
        for (bytes, verifier) in [
            (asNote.bytes, cosigner), ([UInt8](repeating: 0, count: 8) + asNote.bytes, cosigner),
            (asCosigner.bytes, noteVerifier), (Array(asCosigner.bytes.dropFirst(8)), noteVerifier),
        ] {
            let keyID = try #require(Hex.decode(String(verifier.description.split(separator: "+")[1])))
            let line = "— peer.example \(Base64.encode(keyID + bytes))"
            let forged = try #require(NoteSignature(parsing: Array(line.utf8)))
            let signed = try SignedNote(text: note.text, signatures: [forged])
            #expect(throws: NoteError.invalidSignature(1)) { try signed.verify(by: [verifier]) }
        }
    }
}
