public import HotlineCrypto

/// Why a home or a file in it was not used. Every text names the file and, where there is one, the remedy; none holds
/// a secret.
public enum HomeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is not there.
    case missing(path: String)
    /// The file is there already and is never replaced.
    case exists(path: String)
    /// A system call failed with that `errno`.
    case system(action: String, path: String, code: Int32)
    /// A symbolic link stands where the file itself is expected.
    case symbolicLink(path: String)
    /// A directory, device or pipe stands where a regular file is expected.
    case notRegularFile(path: String)
    /// Something other than a directory stands in the home's place.
    case notDirectory(path: String)
    /// The file belongs to another user.
    case wrongOwner(path: String, owner: UInt32, user: UInt32)
    /// Others than the owner have rights on the file; `mode` is its permission bits.
    case tooOpen(path: String, mode: UInt32, isDirectory: Bool)
    /// The file is larger than anything that belongs there, in bytes.
    case tooLarge(path: String, limit: Int)
    /// The file of a passphrase is empty.
    case emptyPassphrase(path: String)
    /// The public key line is not one.
    case badKeyLine(path: String, reason: KeyLineError)
    /// The private key was not read or made.
    case badKey(path: String, reason: KeyError)
    /// The private key and the public key line are not of one identity.
    case strangers(key: String, line: String)
    /// The socket's path would be longer than a Unix socket's address may be, in bytes.
    case socketPathTooLong(path: String, bytes: Int)

    /// What is wrong, with the file's name and, where there is one, the command that puts it right.
    public var description: String {
        switch self {
        case .missing(let path): "\(path) is not there"
        case .exists(let path): "\(path) is there already and is not replaced"
        case .system(let action, let path, let code): "cannot \(action) \(path): \(SystemFile.text(ofError: code))"
        case .symbolicLink(let path): "\(path) is a symbolic link; the file itself must be there"
        case .notRegularFile(let path): "\(path) is not a regular file"
        case .notDirectory(let path): "\(path) is not a directory"
        case .wrongOwner(let path, let owner, let user):
            "\(path) belongs to user \(owner), not to user \(user) who runs this: chown \(user) '\(path)'"
        case .tooOpen(let path, let mode, let isDirectory):
            "\(path) has mode \(Self.octal(mode)), so others can reach it: "
                + "chmod \(isDirectory ? "700" : "600") '\(path)'"
        case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
        case .emptyPassphrase(let path): "\(path) holds no passphrase"
        case .badKeyLine(let path, let reason): "\(path): \(reason)"
        case .badKey(let path, let reason): "\(path): \(reason)"
        case .strangers(let key, let line): "\(key) and \(line) are not of one identity"
        case .socketPathTooLong(let path, let bytes):
            "\(path) has \(bytes) bytes, and a Unix socket's path at most \(Home.socketPathBytes): take a shorter home"
        }
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
