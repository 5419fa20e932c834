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
    /// The Python of the tests' own environment (`.ci/make-venv`).
    static let python = find([root.appendingPathComponent(".build/venv/bin/python").path])
}

/// A program that ran to its end.
struct Ran {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program and waits for its end; a test that is cancelled ends the program, so that there is an end to wait for.
    static func program(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Ran {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: path)
        child.arguments = arguments
        child.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        (child.standardInput, child.standardOutput, child.standardError) = (standardInput, output, errors)
        let ended = Latch()
        child.terminationHandler = { _ in ended.open() }
        try child.run()
        let processID = child.processIdentifier
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let (shown, said) = await withTaskCancellationHandler {
            async let outputText = text(of: output.fileHandleForReading)
            async let errorText = text(of: errors.fileHandleForReading)
            let texts = await (outputText, errorText)
            await ended.wait()
            return texts
        } onCancel: {
            kill(processID, SIGKILL)
        }
        return Ran(status: child.terminationStatus, output: shown, errors: said)
    }

    private static func text(of handle: FileHandle) async -> String {
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                let data = (try? handle.readToEnd()) ?? Data()
                done.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }
}
