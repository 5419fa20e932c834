/// One `import` line.
struct ImportLine: Hashable {
    /// `struct`, `func` … where a single declaration is imported.
    let declaration: String?
    /// What follows, such as `NIOCore` or `NIOCore.ByteBuffer`.
    let path: String

    /// The module.
    var module: String { String(path.prefix { $0 != "." }) }

    /// `struct NIOCore.ByteBuffer`, or the path alone.
    var text: String { declaration.map { "\($0) \(path)" } ?? path }

    /// All imports of a source, in order.
    static func all(in source: SwiftSource) -> [ImportLine] {
        source.code.flatMap { $0.split(separator: ";") }.compactMap(ImportLine.init)
    }

    private init?(_ line: Substring) {
        var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let start = words.firstIndex(of: "import"), words[..<start].allSatisfy(Self.isModifier),
            start + 1 < words.count
        else { return nil }
        words.removeFirst(start + 1)
        let isDeclaration = Self.declarations.contains(words[0]) && words.count > 1
        declaration = isDeclaration ? words[0] : nil
        path = isDeclaration ? words[1] : words[0]
    }

    private static func isModifier(_ word: String) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    private static let declarations = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
}

/// What each target may import: the layers of Docs/Architecture.md.
enum Layers {
    /// The operating system's own functions.
    static let system = ["Glibc", "Musl", "Darwin"]

    /// By folder from the root; a folder below `Sources` that has no row here fails the test.
    static let table: [String: [String]] = [
        "Sources/COpenSSL": [],
        "Sources/CBOR": [],
        // The system's functions for the bugs of `make planted` alone.
        "Sources/HotlineCrypto": ["COpenSSL"] + system,
        "Sources/COSE": ["CBOR", "HotlineCrypto"],
        "Sources/TransparencyLog": ["HotlineCrypto"],
        "Sources/HotlineProtocol": [
            "CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "struct NIOCore.ByteBuffer",
        ],
        "Sources/HotlineTLS": ["COpenSSL", "HotlineCrypto", "NIOCore", "NIOTLS"] + system,
        "Sources/HotlineStore": [
            "CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol", "GRDB", "GRDBSQLite", "SQLite3",
            "Foundation", "Synchronization",
        ] + system,
        "Sources/HotlineAudit": [
            "CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol", "Dispatch", "Synchronization",
        ] + system,
        "Sources/HotlineArchive": [
            "HotlineAudit", "CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol", "GRDB", "GRDBSQLite",
            "SQLite3", "Foundation", "Synchronization",
        ] + system,
        "Sources/HotlineControl": [
            "HotlineCrypto", "HotlineProtocol", "NIOCore", "NIOPosix", "NIOHTTP1", "Foundation",
        ] + system,
        "Sources/HotlineTransport": [
            "HotlineCrypto", "HotlineProtocol", "HotlineTLS", "NIOCore", "NIOPosix", "Synchronization",
        ] + system,
        "Sources/HotlineNode": [
            "HotlineCrypto", "COSE", "TransparencyLog", "HotlineProtocol", "HotlineTLS", "HotlineStore",
            "HotlineControl", "HotlineTransport", "HotlineAudit", "HotlineArchive", "NIOCore", "NIOPosix", "NIOHTTP1",
            "Hummingbird", "HummingbirdCore",
            "HTTPTypes", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "ServiceLifecycle", "UnixSignals", "Logging",
            "Configuration", "Yams", "Dispatch", "Foundation", "Synchronization",
        ] + system,
        "Sources/HotlineCommands": [
            "HotlineCrypto", "COSE", "TransparencyLog", "HotlineProtocol", "HotlineStore", "HotlineAudit",
            "HotlineArchive", "HotlineControl", "ArgumentParser", "Foundation", "Synchronization",
        ] + system,
        "Sources/hotlined": [
            "HotlineNode", "ServiceLifecycle", "UnixSignals", "Logging", "ArgumentParser", "Foundation",
        ] + system,
        "Sources/hotline": ["HotlineCommands", "Foundation"] + system,
        // Layer T: two nodes in one process, with clock, network, disk and randomness under control. Nothing links it.
        "Tests/Simulator": [
            "CSimulator", "HotlineNode", "HotlineStore", "HotlineTransport", "HotlineControl", "HotlineProtocol",
            "HotlineTestSupport", "HotlineCrypto", "COSE", "TransparencyLog", "NIOCore", "Logging", "GRDBSQLite",
            "Foundation",
        ],
        "Docs/Examples/EmbeddedLine": ["HotlineProtocol", "HotlineCrypto"],
        // Asks daemons as a client does, and measures floors with the product's own keys and TLS.
        "Benchmarks/Sources": [
            "HotlineCrypto", "HotlineTLS", "HotlineControl", "NIOCore", "NIOPosix", "ArgumentParser", "CEpoll",
            "Foundation", "Synchronization",
        ],
    ]

    /// The imports of a source that its folder may not have.
    static func forbidden(in source: SwiftSource, folder: String) -> [String] {
        let allowed = table[folder] ?? []
        return ImportLine.all(in: source).filter { line in
            !allowed.contains(line.text) && !allowed.contains(line.module)
        }.map(\.text)
    }
}
