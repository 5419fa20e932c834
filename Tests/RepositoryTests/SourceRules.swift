/// What source must not hold. Each rule returns the numbers of the lines that break it.
enum SourceRules {
    /// The most lines of a Swift file.
    static let maximumLines = 400

    /// `try!`, `as!`, a forced unwrap or an implicitly unwrapped type: a trap that an input may reach.
    static func traps(_ source: SwiftSource) -> [Int] {
        source.lineNumbers(matching: #/[A-Za-z0-9_)\]}>"]!(?!=)/#)
            + source.lineNumbers(matching: #/\b(?:fatalError|preconditionFailure|assertionFailure)\(/#)
    }

    /// What a compiler check is switched off for needs its proof beside it.
    static func unproved(_ source: SwiftSource) -> [Int] {
        source.lineNumbers(matching: #/@unchecked\s+Sendable|nonisolated\(unsafe\)|unsafeBitCast/#).filter {
            !source.hasComment(before: $0, within: 4)
        }
    }

    /// Work that was left for later belongs in an issue.
    static func leftovers(_ source: SwiftSource) -> [Int] {
        source.lines.indices.filter { source.lines[$0].contains(#/\b(TODO|FIXME|XXX|HACK)\b/#) }.map { $0 + 1 }
    }

    /// A test that sleeps is slow when it works and fails when the machine is busy.
    static func sleeps(_ source: SwiftSource) -> [Int] {
        source.lineNumbers(matching: #/\bTask\.sleep\b|\bThread\.sleep\b|\b(?:usleep|nanosleep|sleep)\(/#)
    }

    /// Files of tests that may sleep: a slow link takes time because it is one, and the simulator's clock takes none.
    static let maySleep: Set<String> = [
        "Tests/IntegrationTests/Support/SlowLink.swift", "Tests/Simulator/Node/Life.swift",
        "Tests/Simulator/World/SimTime.swift",
    ]
}
