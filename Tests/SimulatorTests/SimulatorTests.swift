import Foundation
import Testing

/// The simulator in processes of its own: it takes the runtime's jobs and SQLite's files, which other tests need.
@Suite("Simulator", .serialized)
struct SimulatorTests {
    /// Beside the test bundle.
    private static let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("simulate")

    private func simulate(_ arguments: String...) throws -> (status: Int32, output: String) {
        let (process, pipe) = (Process(), Pipe())
        (process.executableURL, process.arguments, process.standardOutput) = (Self.program, arguments, pipe)
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test("nothing that was promised is lost, doubled or changed, whatever breaks: 50 seeds")
    func seeds() throws {
        let (status, output) = try simulate("1", "50")
        #expect(status == 0, "\(output)")
    }

    /// Every fifth seed has a hostile peer.
    @Test("one seed is one run, byte for byte, in two processes, told or not", arguments: ["16", "20"])
    func sameRun(seed: String) throws {
        let (first, second) = (try simulate(seed, "1").output, try simulate(seed, "1").output)
        let digest = try #require(first.split(separator: "\n").first { $0.hasPrefix("seed \(seed): ") })
        #expect(second.contains(digest))
        #expect(try simulate(seed, "1", "--trace").output.contains(digest))
        #expect(try !simulate("17", "1").output.contains(digest.dropFirst("seed \(seed): ".count)))
    }
}
