import Foundation
import HotlineCrypto
import Synchronization

/// The system's `openssl` command, an implementation of TLS with settings of its own.
enum OpenSSLCommand {
    static let url: URL? = {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let candidates = path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/openssl") }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    static var isInstalled: Bool { url != nil }
}

/// One running `openssl` command. Its output and errors are one text.
final class Child: Sendable {
    private let process = Mutex<Process?>(nil)
    private let input = Pipe()
    private let chunks: AsyncStream<String>
    private let collected = Mutex("")

    init(_ arguments: [String]) throws {
        let output = Pipe()
        let (chunks, continuation) = AsyncStream.makeStream(of: String.self)
        self.chunks = chunks
        let process = Process()
        process.executableURL = OpenSSLCommand.url
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try output.fileHandleForWriting.close()
        self.process.withLock { [process] in $0 = process }
        // A thread of its own may block where a task may not.
        Thread.detachNewThread {
            while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
                continuation.yield(String(decoding: data, as: UTF8.self))
            }
            continuation.finish()
        }
    }

    deinit {
        stop()
    }

    /// Ends the process, if it has not ended. A child inherits the signal mask of the thread that started it, which may
    /// block SIGTERM.
    func stop() {
        process.withLock { process in
            if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
    }

    func write(_ text: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    /// All output so far, as soon as it holds this text or has ended.
    func output(until text: String) async -> String {
        await output { $0.contains(text) }
    }

    /// All output so far, as soon as this holds for it or it has ended.
    func output(until holds: (String) -> Bool) async -> String {
        var all = collected.withLock { $0 }
        if holds(all) { return all }
        for await chunk in chunks {
            all = collected.withLock { collected in
                collected += chunk
                return collected
            }
            if holds(all) { break }
        }
        return all
    }

    /// All output up to its end.
    func wholeOutput() async -> String {
        await output { _ in false }
    }
}

/// Files for the command, in a directory of their own that goes with this object.
final class Files: Sendable {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("hotline-tls-\(UUID())")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    func path(_ name: String) -> String {
        directory.appendingPathComponent(name).path
    }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// The arguments that make the command show this identity.
    func arguments(for identity: Identity, as name: String) throws -> [String] {
        let key = String(decoding: try identity.key.pem(passphrase: nil), as: UTF8.self)
        return [
            "-cert", try write(identity.certificate.pem, to: "\(name).crt"),
            "-key", try write(key, to: "\(name).key"),
        ]
    }
}

extension NodeCertificate {
    var pem: String {
        "-----BEGIN CERTIFICATE-----\n\(Base64.encode(der))\n-----END CERTIFICATE-----\n"
    }
}
