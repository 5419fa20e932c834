import HotlineArchive
import HotlineAudit
import Testing

extension Pair {
    /// All logs of both databases, as the audit reads them: nothing is wrong in them.
    func expectWhole() throws {
        for node in [alpha, beta] {
            let verdict = try audit(node)
            #expect(verdict.outcome == .whole, "\(node.name): \(verdict.logs.flatMap(\.findings))")
        }
    }

    /// The audit of a node's database.
    func audit(_ node: TestNode) throws -> AuditVerdict {
        let source = try DatabaseSource(path: node.home + "/hotline.db")
        defer { source.close() }
        return Auditor(source: source, keys: AuditKeys(try [alpha, beta].map { try $0.keyLine() })).audit()
    }
}
