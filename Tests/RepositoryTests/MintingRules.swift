/// Who may make a value that stands for a checked fact: where module borders force an initializer to be wider than the
/// one place that may call it, this table is the border.
struct MintingRule: Sendable {
    /// What a call looks like in code, such as `DurableStatement(` or `VerifiedStatement.minted`.
    let call: String
    /// The files below `Sources` that may hold it.
    let allowedFiles: Set<String>

    /// One row an initializer.
    static let table: [MintingRule] = [
        MintingRule(
            call: "DurableBatch(committed:", allowedFiles: ["Sources/HotlineStore/SQLite/SQLiteStore+Log.swift"]),
        MintingRule(
            call: "DurableStatement(stored:", allowedFiles: ["Sources/HotlineStore/Contract/StoredMessage.swift"]),
        // A cosignature is made of a `DurableCheckpoint` alone: persist before signing.
        MintingRule(
            call: "cosign(",
            allowedFiles: [
                "Sources/HotlineProtocol/Log/CheckpointCosigning.swift", "Sources/TransparencyLog/NoteSigner.swift",
            ]),
    ]

    /// The lines of a file, from 1, that make the value although the file may not.
    func violations(in source: SwiftSource, file: String) -> [Int] {
        guard !allowedFiles.contains(file) else { return [] }
        return source.code.indices.filter { Self.holds(source.code[$0], call) }.map { $0 + 1 }
    }

    /// Whether a line holds the call, not as the end of a longer name.
    private static func holds(_ line: Substring, _ call: String) -> Bool {
        line.ranges(of: call).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }
}
