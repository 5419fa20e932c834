import Foundation
import Testing

@testable import HotlineProtocol

@Suite("The tables of Docs/Protocol.md")
struct DocumentLimitsTests {
    /// The limits of the wire format by name. The next test holds this table against Limits.swift.
    private static let limits: [String: Int] = [
        "statementBytes": Limits.statementBytes,
        "detailsBytes": Limits.detailsBytes,
        "bodyBytes": Limits.bodyBytes,
        "chunkBytes": Limits.chunkBytes,
        "saltBytes": Limits.saltBytes,
        "frameBytes": Limits.frameBytes,
        "headBytes": Limits.headBytes,
        "checkpointBytes": Limits.checkpointBytes,
        "cosignatureBytes": Limits.cosignatureBytes,
        "openingBytes": Limits.openingBytes,
        "erasureBytes": Limits.erasureBytes,
        "erasedLeaves": Limits.erasedLeaves,
        "erasureNoteBytes": Limits.erasureNoteBytes,
        "retentionRuleBytes": Limits.retentionRuleBytes,
        "proofsPerReceipt": Limits.proofsPerReceipt,
        "pathHashes": Limits.pathHashes,
        "channels": Limits.channels,
        "streams": Limits.streams,
        "channelNameCharacters": Limits.channelNameCharacters,
        "kindNameCharacters": Limits.kindNameCharacters,
        "mediaTypeCharacters": Limits.mediaTypeCharacters,
        "languageTagCharacters": Limits.languageTagCharacters,
        "officerBytes": Limits.officerBytes,
        "codeCharacters": Limits.codeCharacters,
        "acknowledgeBySeconds": Int(Limits.acknowledgeBySeconds),
        "capabilities": Limits.capabilities,
    ]

    /// This implementation's own.
    private static let ownLimits: [String: Int] = [
        "creditMessages": Int(Limits.creditMessages),
        "creditBytes": Int(Limits.creditBytes),
        "sentMessages": Int(Limits.sentMessages),
        "partBytes": Limits.partBytes,
        "outboxReadAhead": Limits.outboxReadAhead,
        "checkpointBurst": Limits.checkpointBurst,
        "batchStatements": Limits.batchStatements,
        "batchBytes": Limits.batchBytes,
        "waitingSubmissions": Limits.waitingSubmissions,
        "sessionsPerLine": Limits.sessionsPerLine,
        "dialsPerRoute": Limits.dialsPerRoute,
        "recoveredStatements": Limits.recoveredStatements,
        "readAttempts": Limits.readAttempts,
    ]

    private static let times: [String: String] = {
        let table = Timeouts()
        return [
            "handshake": text(table.handshake), "hello": text(table.hello), "ping": text(table.ping),
            "pingsUntilDead": "\(table.pingsUntilDead)", "chunkStall": text(table.chunkStall),
            "readAgain": text(table.readAgain), "writeStall": text(table.writeStall),
            "doubt": text(table.doubt), "dialStagger": text(table.dialStagger), "dialRound": text(table.dialRound),
            "greetStagger": text(table.greetStagger), "backoffFirst": text(table.backoffFirst),
            "backoffLongest": text(table.backoffLongest), "checkpoint": text(table.checkpoint),
            "checkpointSettle": text(table.checkpointSettle), "checkpointPause": text(table.checkpointPause),
        ]
    }()

    @Test("every limit that Limits.swift calls wire format stands in the document with its number, and no other")
    func limits() throws {
        let source = try DocumentText.read(DocumentText.root.appending(path: "Sources/HotlineProtocol/Limits.swift"))
        let wire = source.components(separatedBy: "// MARK: ")
        try #require(wire.count == 3 && wire[1].hasPrefix("Part of the wire format"))
        let names = wire[1].matches(of: #/static let (\w+)/#).map { String($0.1) }
        #expect(Set(names) == Set(Self.limits.keys))
        #expect(try Self.rows("## Limits") == Self.limits.mapValues { "\($0)" })
        let own = wire[2].matches(of: #/static let (\w+)/#).map { String($0.1) }
        #expect(Set(own) == Set(Self.ownLimits.keys))
        #expect(try Self.rows("## Limits of this implementation") == Self.ownLimits.mapValues { "\($0)" })
    }

    @Test("every time of Timeouts.swift stands in the document with its value, and no other")
    func times() throws {
        let source = try DocumentText.read(DocumentText.root.appending(path: "Sources/HotlineProtocol/Timeouts.swift"))
        let names = source.matches(of: #/public var (\w+)/#).map { String($0.1) }
        #expect(Set(names) == Set(Self.times.keys))
        #expect(try Self.rows("## Times") == Self.times)
    }

    @Test("every error code, bye reason and refusal code has its row, and no other")
    func codes() throws {
        let ends = Set(ErrorCode.allCases.map(\.rawValue) + ByeReason.allCases.map(\.rawValue))
        #expect(Set(try Self.rows("## Errors").keys) == ends)
        #expect(Set(try Self.rows("### Refusals").keys) == Set(RefusalCode.allCases.map(\.rawValue)))
    }

    @Test("every label, decision and object type of the code is named")
    func names() throws {
        let text = try DocumentText.read(DocumentText.protocolFile)
        let schema = try DocumentText.read(DocumentText.schemaFile)
        let words = TLPLabel.allCases.map(\.rawValue) + Decision.allCases.map(\.rawValue)
        for word in words {
            #expect(text.contains("`\(word)`"))
            #expect(schema.contains("\"\(word)\""))
        }
        for word in ErrorCode.allCases.map(\.rawValue) + ByeReason.allCases.map(\.rawValue) {
            #expect(schema.contains("\"\(word)\""))
        }
        let types = [
            ObjectType.statement, ObjectType.head, ObjectType.opening, ObjectType.erasure, ObjectType.statementPayload,
        ]
        for type in types {
            #expect(text.contains("`\(type)`"))
            #expect(schema.contains("\"\(type)\""))
        }
    }

    /// The rows of a section's tables that begin with a name in backquotes: the name and the second cell.
    private static func rows(_ heading: String) throws -> [String: String] {
        let section = DocumentText.section(heading, of: try DocumentText.read(DocumentText.protocolFile))
        var rows: [String: String] = [:]
        for line in section.split(separator: "\n") {
            guard let match = line.wholeMatch(of: #/\| `([\w-]+)` \| ([^|]*?) \|.*/#) else { continue }
            rows[String(match.1)] = String(match.2)
        }
        return rows
    }

    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return attoseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) ms"
    }
}
