import Foundation
import HotlineCrypto
import Testing

@testable import HotlineStore

@Suite("The identity on disk")
struct IdentityFileTests {
    private static let passphrase = Array("correct horse".utf8)

    /// A home with the identity of RFC 8032 section 7.1, test 1.
    private static func withIdentity(
        passphrase: [UInt8]? = nil, _ body: (Home, KeyLine) throws -> Void
    ) throws {
        let seed = try #require(Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = try SigningKey(seed: seed)
        let name = try #require(NodeName("alpha.example"))
        try HomeFixture.with { path in
            let home = Home(path: path)
            try IdentityFile.create(in: home, name: name, key: key, passphrase: passphrase)
            try body(home, KeyLine(name: name, key: key.verifyingKey))
        }
    }

    @Test("what was made is read back; the key is closed to others")
    func roundTrip() throws {
        try Self.withIdentity { home, line in
            let key = try IdentityFile.signingKey(in: home, passphrase: nil)
            #expect(key.verifyingKey == line.key)
            #expect(try IdentityFile.keyLine(in: home) == line)
            #expect(try HomeFixture.bytes(of: home.identityLine) == Array("\(line)\n".utf8))
            #expect(try HomeFixture.mode(of: home.identityKey) == 0o600)
            #expect(try HomeFixture.mode(of: home.identityLine) == 0o644)
        }
    }

    @Test("an encrypted key needs its passphrase")
    func encrypted() throws {
        try Self.withIdentity(passphrase: Self.passphrase) { home, line in
            let path = home.identityKey
            let key = try IdentityFile.signingKey(in: home, passphrase: Self.passphrase)
            #expect(key.verifyingKey == line.key)
            #expect(throws: HomeError.badKey(path: path, reason: .needsPassphrase)) {
                try IdentityFile.signingKey(in: home, passphrase: nil)
            }
            #expect(throws: HomeError.badKey(path: path, reason: .wrongPassphrase)) {
                try IdentityFile.signingKey(in: home, passphrase: Array("wrong".utf8))
            }
        }
    }

    @Test("an identity is never replaced")
    func createOnce() throws {
        try Self.withIdentity { home, line in
            let before = try HomeFixture.bytes(of: home.identityKey)
            #expect(throws: HomeError.exists(path: home.identityKey)) {
                try IdentityFile.create(in: home, name: line.name, key: try SigningKey.generate(), passphrase: nil)
            }
            #expect(try HomeFixture.bytes(of: home.identityKey) == before)
        }
    }

    @Test(
        "a key that others can reach is refused with its mode and the remedy", arguments: [0o640, 0o604, 0o610, 0o777])
    func openKey(mode: Int) throws {
        try Self.withIdentity { home, _ in
            let path = home.identityKey
            try HomeFixture.chmod(path, mode)
            let refusal = HomeError.tooOpen(path: path, mode: UInt32(mode), isDirectory: false)
            #expect(throws: refusal) { try IdentityFile.signingKey(in: home, passphrase: nil) }
            #expect(refusal.description.contains("chmod 600 '\(path)'"))
            #expect(refusal.description.contains(String(mode, radix: 8)))
        }
    }

    @Test("a link, a directory or nothing in the key's place is refused")
    func otherThings() throws {
        try Self.withIdentity { home, _ in
            let path = home.identityKey
            try FileManager.default.moveItem(atPath: path, toPath: path + ".real")
            #expect(throws: HomeError.missing(path: path)) { try IdentityFile.signingKey(in: home, passphrase: nil) }
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".real")
            #expect(throws: HomeError.symbolicLink(path: path)) {
                try IdentityFile.signingKey(in: home, passphrase: nil)
            }
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(throws: HomeError.notRegularFile(path: path)) {
                try IdentityFile.signingKey(in: home, passphrase: nil)
            }
        }
    }

    @Test("a key and a key line of two identities are refused")
    func strangers() throws {
        try Self.withIdentity { home, line in
            let other = KeyLine(name: line.name, key: try SigningKey.generate().verifyingKey)
            try HomeFixture.write("\(other)\n", to: home.identityLine)
            #expect(throws: HomeError.strangers(key: home.identityKey, line: home.identityLine)) {
                try IdentityFile.signingKey(in: home, passphrase: nil)
            }
        }
    }

    @Test("a key line that is damaged or too long is refused")
    func badLine() throws {
        try Self.withIdentity { home, line in
            try HomeFixture.write("\(line)x\n", to: home.identityLine)
            #expect(throws: HomeError.self) { try IdentityFile.keyLine(in: home) }
            try HomeFixture.write(String(repeating: "x", count: IdentityFile.lineBytes + 1), to: home.identityLine)
            #expect(throws: HomeError.tooLarge(path: home.identityLine, limit: IdentityFile.lineBytes)) {
                try IdentityFile.keyLine(in: home)
            }
        }
    }

    @Test("a missing key line is made again from the key")
    func completes() throws {
        try Self.withIdentity { home, line in
            try FileManager.default.removeItem(atPath: home.identityLine)
            #expect(try IdentityFile.completeLine(in: home, name: line.name, passphrase: nil) == line)
            #expect(try IdentityFile.keyLine(in: home) == line)
        }
    }
}
