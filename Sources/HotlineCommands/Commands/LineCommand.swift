import ArgumentParser

/// `hotline line`: what is done with a line beside sending.
struct LineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "line",
        abstract: "Recover a line that was stopped for a rollback.",
        discussion: """
            Example:
              hotline line recover beta.example
            """,
        subcommands: [LineRecover.self])
}
