import Foundation

/// The programs under test, built beside the test bundle, and the tools of the system.
enum Programs {
    /// The directory that holds this package's executables.
    static let directory: URL = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return bundle.deletingLastPathComponent()
    }()

    static var hotline: String { directory.appendingPathComponent("hotline").path }
    static var hotlined: String { directory.appendingPathComponent("hotlined").path }
    static var embeddedLine: String { directory.appendingPathComponent("EmbeddedLine").path }

    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The first of these that is an executable file.
    static func find(_ candidates: [String]) -> String? {
        candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let strace = find(["/usr/bin/strace", "/usr/local/bin/strace"])
    /// Go, where the package of signed notes is beside it.
    static let goNote =
        FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
        ? find(["/usr/bin/go", "/usr/local/go/bin/go"]) : nil
    /// A browser that draws pages without a screen.
    static let browser = find(["/usr/bin/chromium", "/usr/bin/chromium-headless-shell", "/usr/bin/google-chrome"])
    /// The Python of the tests' own environment (`.ci/make-venv`).
    static let python = find([root.appendingPathComponent(".build/venv/bin/python").path])
}

/// A program that ran to its end.
struct Ran {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program and waits for its end. Where the test is cancelled the program is ended and its status is not asked for:
    /// Foundation traps on that of one which still runs, or whose end it cannot see because a child of it holds its pipes.
    static func program(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Ran {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: path)
        child.arguments = arguments
        child.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        (child.standardInput, child.standardOutput, child.standardError) = (standardInput, output, errors)
        let ended = AsyncStream<Void> { stream in child.terminationHandler = { _ in stream.finish() } }
        try child.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        async let outputText = text(of: output.fileHandleForReading)
        async let errorText = text(of: errors.fileHandleForReading)
        let (shown, said) = await (outputText, errorText)
        for await _ in ended {}
        guard !child.isRunning else {
            kill(child.processIdentifier, SIGKILL)
            throw CancellationError()
        }
        return Ran(status: child.terminationStatus, output: shown, errors: said)
    }

    /// All that comes until the other end is closed; the handle is closed then, as Foundation keeps it open else.
    private static func text(of handle: FileHandle) async -> String {
        let texts = AsyncStream<String> { stream in
            DispatchQueue.global().async {
                let data = (try? handle.readToEnd()) ?? Data()
                try? handle.close()
                stream.yield(String(decoding: data, as: UTF8.self))
                stream.finish()
            }
        }
        for await text in texts { return text }
        return ""
    }
}
