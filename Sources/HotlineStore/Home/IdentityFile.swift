public import HotlineCrypto

/// A node's identity on disk: `identity.pem` (secret) and `identity.pub` (the key line).
public enum IdentityFile {
    /// Bytes that `identity.pub` may have.
    public static let lineBytes = 512
    /// Bytes that `identity.pem` may have.
    public static let keyBytes = 8192

    /// Writes both files, on disk when this returns; neither is ever replaced.
    ///
    /// The private key comes first: a crash between the two leaves a key from which ``completeLine(in:name:passphrase:)``
    /// makes the line, never a line without its key.
    /// - Throws: ``HomeError``, also for a passphrase that encrypts no key.
    public static func create(
        in home: Home, name: NodeName, key: SigningKey, passphrase: [UInt8]?
    ) throws(HomeError) {
        let pem: [UInt8]
        do { pem = try key.pem(passphrase: passphrase) } catch {
            throw .badKey(path: home.identityKey, reason: error)
        }
        try SystemFile.create(home.identityKey, pem, mode: 0o600)
        try writeLine(KeyLine(name: name, key: key.verifyingKey), in: home)
    }

    /// Writes the missing `identity.pub` of a private key that is there, under that name.
    /// - Throws: ``HomeError``.
    public static func completeLine(
        in home: Home, name: NodeName, passphrase: [UInt8]?
    ) throws(HomeError) -> KeyLine {
        let key = try privateKey(in: home, passphrase: passphrase)
        let line = KeyLine(name: name, key: key.verifyingKey)
        try writeLine(line, in: home)
        return line
    }

    /// The public key line of the home's identity.
    /// - Throws: ``HomeError``; ``HomeError/missing(path:)`` where no identity was made yet.
    public static func keyLine(in home: Home) throws(HomeError) -> KeyLine {
        let path = home.identityLine
        let bytes = try SystemFile.read(path, access: .anybody, limit: lineBytes)
        let text = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        do { return try KeyLine(parsing: String(decoding: text, as: UTF8.self)) } catch {
            throw .badKeyLine(path: path, reason: error)
        }
    }

    /// The private key, read only from a regular file that belongs to this user and is closed to everybody else.
    /// - Parameter passphrase: the bytes that open an encrypted key; not used for one that is not encrypted.
    /// - Throws: ``HomeError`` naming the file, its mode and the remedy; ``HomeError/strangers(key:line:)`` where the
    ///   key is not the one of `identity.pub`.
    public static func signingKey(in home: Home, passphrase: [UInt8]?) throws(HomeError) -> SigningKey {
        let key = try privateKey(in: home, passphrase: passphrase)
        guard try keyLine(in: home).key == key.verifyingKey else {
            throw .strangers(key: home.identityKey, line: home.identityLine)
        }
        return key
    }

    private static func privateKey(in home: Home, passphrase: [UInt8]?) throws(HomeError) -> SigningKey {
        let path = home.identityKey
        let pem = try SystemFile.read(path, access: .ownerOnly, limit: keyBytes)
        do { return try SigningKey(pem: pem, passphrase: passphrase) } catch {
            throw .badKey(path: path, reason: error)
        }
    }

    private static func writeLine(_ line: KeyLine, in home: Home) throws(HomeError) {
        try SystemFile.create(home.identityLine, Array("\(line)\n".utf8), mode: 0o644)
    }
}
