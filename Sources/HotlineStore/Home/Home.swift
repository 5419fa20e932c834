/// The one directory in which a node keeps all it has: identity, configuration, database and the local API's socket.
///
/// Nothing here touches the disk; the value only knows where things are (Docs/Operating.md, section "The home").
public struct Home: Sendable, Hashable {
    /// The environment variable that names the home where no option does.
    public static let variable = "HOTLINE_HOME"
    /// The home where neither option nor environment names one, below the user's own directory.
    public static let defaultName = ".hotline"
    /// Bytes that a Unix socket's path may have on Linux (`sun_path` is 108 with its final zero; 104 on macOS).
    public static let socketPathBytes = 103

    /// The directory, as given, without a trailing slash.
    public let path: String

    /// The home in that directory, which need not exist.
    public init(path: String) {
        var text = Substring(path)
        while text.count > 1, text.hasSuffix("/") { text = text.dropLast() }
        self.path = String(text)
    }

    /// The home that an option, else `$HOTLINE_HOME`, else `~/.hotline` names. Empty values count as absent.
    public static func resolve(option: String?, environment: [String: String]) -> Home {
        if let option, !option.isEmpty { return Home(path: option) }
        if let named = environment[variable], !named.isEmpty { return Home(path: named) }
        let user = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "."
        return Home(path: Home(path: user).path(of: defaultName))
    }

    /// The private key: PKCS#8 PEM, mode 0600, encrypted or not.
    public var identityKey: String { path(of: "identity.pem") }
    /// The public key line and a newline; the node's name stands here and nowhere else in text form.
    public var identityLine: String { path(of: "identity.pub") }
    /// The commented YAML configuration.
    public var configuration: String { path(of: "config.yaml") }
    /// The SQLite database, mode 0600; SQLite keeps `-wal` and `-shm` beside it.
    public var database: String { path(of: "hotline.db") }
    /// A backup that the running daemon made, until whoever asked for it moves it away; mode 0600.
    public var onlineBackup: String { path(of: "hotline.db.backup") }
    /// The file that whoever has the database open holds an flock(2) on; it contains that process's id.
    public var lock: String { path(of: "lock") }
    /// The directory of the local API's socket, mode 0700.
    public var runDirectory: String { path(of: "run") }
    /// The local API's Unix socket, mode 0600.
    public var socket: String { path(of: "run/hotline.sock") }

    private func path(of name: String) -> String {
        path == "/" ? "/" + name : path + "/" + name
    }
}
