import HotlineCrypto
import HotlineStore

/// Making a node's home: what is missing is made, what is there is never touched.
struct NewNode {
    let home: Home
    let name: NodeName
    let listen: String
    let passphraseFile: String?
    let environment: [String: String]
    /// Files made so far, in order.
    private(set) var made: [String] = []

    init(home: Home, name: NodeName, listen: String, passphraseFile: String?, environment: [String: String]) {
        self.home = home
        self.name = name
        self.listen = listen
        self.passphraseFile = passphraseFile
        self.environment = environment
    }

    /// Makes directories, identity, configuration and database, in the order in which each needs the one before.
    /// - Throws: ``HomeError``, or ``CommandFailure`` where the home is another node's.
    mutating func make() throws -> KeyLine {
        try home.makeDirectories()
        let line = try makeIdentity()
        try makeConfiguration()
        try makeDatabase(of: line)
        return line
    }

    private mutating func makeDatabase(of line: KeyLine) throws {
        let isThere = Home.hasFile(home.database)
        do { try StoreSetup.createDatabase(home: home, identity: line) } catch StoreError.inUse where isThere {
            // Whoever has it open has checked it.
            return
        }
        if !isThere { made.append(home.database) }
    }

    private mutating func makeIdentity() throws -> KeyLine {
        if Home.hasFile(home.identityLine) { return try existingLine() }
        if Home.hasFile(home.identityKey) {
            made.append(home.identityLine)
            return try IdentityFile.completeLine(in: home, name: name, passphrase: try passphrase())
        }
        let key: SigningKey
        do { key = try SigningKey.generate() } catch { throw CommandFailure.local(error.description) }
        try IdentityFile.create(in: home, name: name, key: key, passphrase: try passphrase())
        made += [home.identityKey, home.identityLine]
        return KeyLine(name: name, key: key.verifyingKey)
    }

    private func existingLine() throws -> KeyLine {
        let line = try IdentityFile.keyLine(in: home)
        guard line.name == name else {
            throw CommandFailure(
                .conflict, code: "name_conflict", "\(home.path) is the home of \(line.name), not of \(name)",
                remedy: "name another home with --home")
        }
        return line
    }

    private func passphrase() throws -> [UInt8]? {
        try PassphraseFile.resolve(option: passphraseFile, environment: environment)
    }

    private mutating func makeConfiguration() throws {
        guard !Home.hasFile(home.configuration) else { return }
        let text = ConfigurationTemplate.text(listen: listen, passphraseFile: passphraseFile)
        try Home.createFile(home.configuration, Array(text.utf8))
        made.append(home.configuration)
    }
}
