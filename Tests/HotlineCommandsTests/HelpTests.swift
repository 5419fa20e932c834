import ArgumentParser
import Testing

@testable import HotlineCommands

@Suite("Help")
struct HelpTests {
    static let commands: [[String]] = [
        [], ["init"], ["identity"], ["peer"], ["peer", "add"], ["peer", "list"], ["peer", "verify"], ["line"],
        ["line", "recover"],
        ["peer", "remove"], ["peer", "route"], ["peer", "route", "add"], ["peer", "route", "remove"],
        ["send"], ["status"], ["inbox"], ["outbox"], ["show"], ["ack"], ["erase"], ["watch"], ["log"], ["backup"],
        ["restore"], ["audit"], ["audit", "verify"], ["audit", "witness"], ["audit", "evidence"], ["audit", "prove"],
        ["audit", "check"], ["audit", "log"], ["audit", "export"], ["audit", "reconcile"],
    ]

    @Test("every command's help has an example that this program understands", arguments: commands)
    func examples(command: [String]) async throws {
        let help = await Terminal().run(command + ["--help"])
        #expect(help.status == 0)
        #expect(help.errors.isEmpty)
        let examples = Self.examples(in: help.output)
        #expect(!examples.isEmpty)
        for example in examples {
            #expect(example.starts(with: command))
            #expect(throws: Never.self) { try Hotline.parseAsRoot(example) }
        }
    }

    @Test(
        "every command's help names the options that all have",
        arguments: commands.filter { ![["peer"], ["peer", "route"], ["line"], ["audit"]].contains($0) })
    func globalOptions(command: [String]) async {
        let help = await Terminal().run(command + ["--help"])
        #expect(help.output.contains("--home"))
        #expect(help.output.contains("--json"))
    }

    @Test("the help lists every exit code")
    func exitCodes() async {
        let help = await Terminal().run([])
        #expect(help.status == 0)
        for status in ExitStatus.allCases { #expect(help.output.contains("  \(status.rawValue)\t")) }
    }

    @Test("exit codes never change their meaning")
    func stableCodes() {
        #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 3, 4, 5, 6, 7, 8, 64])
    }

    @Test(
        "a wrong command line ends with 64 and says how to get help",
        arguments: [
            ["send"], ["send", "Not A Name", "x"], ["send", "beta.example", "x", "--ack-by", "soon"],
            ["send", "beta.example", "x", "--file", "y"], ["send", "beta.example", "x", "--wait-timeout", "1m"],
            ["send", "beta.example", "x", "--tlp", "white"], ["send", "beta.example", "x", "--channel", "No"],
            ["show", "7"], ["ack", Samples.id, "--as", "A"], ["ack", Samples.id, "--as", "", "--decision", "denied"],
            ["erase", Samples.id], ["erase", "--officer", "A"], ["erase", Samples.id, "--officer", ""],
            ["erase", Samples.id, "--officer", "A", "--reason", ""], ["inbox", "--limit", "0"],
            ["log", "--limit", "501"], ["watch", "--count", "0"], ["nonsense"],
            ["peer", "add", "x", "--route", "beta.example:0"], ["peer", "verify", "beta.example", "--number", "123"],
            ["peer", "route", "add", "beta.example", "beta.example"], ["peer", "route", "add", "beta.example", "h:0"],
        ])
    func usage(arguments: [String]) async {
        let result = await Terminal().run(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("--help"))
    }

    /// The arguments of each example: the lines after "Example:", put together and split as a shell would.
    private static func examples(in help: String) -> [[String]] {
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "Example:") else { return [] }
        let block = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }.joined(separator: "\n")
        return block.replacing("\\\n", with: "").split(separator: "\n").compactMap { line in
            guard let command = line.firstRange(of: "hotline ") else { return nil }
            return words(line[command.upperBound...].prefix { $0 != ">" })
        }
    }

    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        for (index, part) in line.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                words.append(part.contains("…") ? Samples.number : String(part))
            } else {
                words += part.split(separator: " ").map(String.init)
            }
        }
        return words
    }
}
