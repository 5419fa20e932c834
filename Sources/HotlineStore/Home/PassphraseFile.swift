/// The file that holds the identity's passphrase. A passphrase never stands in arguments or environment values: both
/// are shown to other processes.
public enum PassphraseFile {
    /// Bytes that a passphrase may have.
    public static let limit = 1024
    /// The environment variable that names the file where no option does (configuration key `identity.passphrase-file`).
    public static let variable = "HOTLINE_IDENTITY_PASSPHRASE_FILE"
    /// The name of the credential that systemd's `LoadCredential=` hands over.
    public static let credential = "hotline-passphrase"

    /// The passphrase of the file that an option, else the configuration (with its environment override), else systemd's
    /// credentials directory names; nil where none of them names one.
    /// - Throws: ``HomeError`` where the named file cannot be used.
    public static func resolve(
        option: String?, configured: String? = nil, environment: [String: String]
    ) throws(HomeError) -> [UInt8]? {
        for named in [option, configured, environment[variable]] {
            if let named, !named.isEmpty { return try read(named) }
        }
        guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else { return nil }
        let path = Home(path: directory).path + "/" + credential
        guard Home.hasFile(path) else { return nil }
        // systemd guards this directory itself, with an access list that shows as mode 0440.
        return try read(path, access: .anybody)
    }

    /// The first line of the file, which must belong to this user and be closed to everybody else.
    /// - Throws: ``HomeError``, also for an empty file.
    public static func read(_ path: String) throws(HomeError) -> [UInt8] {
        try read(path, access: .ownerOnly)
    }

    private static func read(_ path: String, access: SystemFile.Access) throws(HomeError) -> [UInt8] {
        let content = try SystemFile.read(path, access: access, limit: limit)
        let line = Array(content.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        guard !line.isEmpty else { throw .emptyPassphrase(path: path) }
        return line
    }
}
