import ArgumentParser

/// `hotline audit …`: what was said, and that nothing was removed. One subcommand a file in `Audit/`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Prove what was said, and that nothing was removed.",
        discussion: """
            Example:
              hotline audit verify
            """,
        subcommands: [AuditVerify.self, AuditExport.self, AuditReconcile.self])
}
