import ArgumentParser

/// `hotline audit …`: what was said, and that nothing was removed. One subcommand a file in `Audit/`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Prove what was said, and that nothing was removed.",
        discussion: """
            Example:
              hotline audit witness beta.example
              hotline audit log --follow
            """,
        subcommands: [
            AuditVerify.self, AuditWitness.self, AuditEvidence.self, AuditProve.self, AuditCheck.self,
            AuditLogCommand.self, AuditExport.self, AuditReconcile.self, AuditReport.self,
        ])
}
