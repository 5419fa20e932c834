import Foundation
import Testing

@testable import HotlineArchive

@Suite("Docs/Export.md")
struct DocumentTests {
    @Test("its limits are those of the code")
    func limits() throws {
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Docs/Export.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let limits = [
            "tileWidth": ArchiveLimits.tileWidth, "entriesBytes": ArchiveLimits.entriesBytes,
            "indexBytes": ArchiveLimits.indexBytes, "historyBytes": ArchiveLimits.historyBytes,
            "descriptionBytes": ArchiveLimits.descriptionBytes, "manifestBytes": ArchiveLimits.manifestBytes,
            "checkpointBytes": ArchiveLimits.checkpointBytes, "logs": ArchiveLimits.logs,
            "checkpoints": Int(ArchiveLimits.checkpoints),
        ]
        for (name, limit) in limits { #expect(text.contains("| `\(name)` | \(limit) |"), "\(name) \(limit)") }
    }
}
