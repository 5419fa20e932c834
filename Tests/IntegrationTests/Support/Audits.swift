import HotlineArchive
import HotlineAudit
import Testing

extension Pair {
    /// All logs of both databases, as the audit reads them: nothing is wrong in them.
    func expectWhole() throws {
        let keys = AuditKeys(try [alpha, beta].map { try $0.keyLine() })
        for node in [alpha, beta] {
            let source = try DatabaseSource(path: node.home + "/hotline.db")
            defer { source.close() }
            let verdict = Auditor(source: source, keys: keys).audit()
            #expect(verdict.outcome == .whole, "\(node.name): \(verdict.logs.flatMap(\.findings))")
        }
    }
}
