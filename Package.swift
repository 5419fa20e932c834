// swift-tools-version: 6.2

import PackageDescription

/// The bugs that tests must catch are compiled into a build of their own (`make planted`, HotlineCrypto/PlantedBug.swift).
let planted: [SwiftSetting] = Context.environment["HOTLINE_PLANTED"] == "1" ? [.define("HOTLINE_PLANTED")] : []

/// Every target of this package is compiled alike: nothing is imported or exported by accident, and a warning stops the build.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
let strict = rules + planted

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let posix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let http1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let embedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// What a test reads from its own folder is excluded: it finds the files by its own path, not in a bundle.
func tests(_ name: String, _ dependencies: [Target.Dependency], reads: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: reads, swiftSettings: strict)
}

/// The layers of Docs/Architecture.md, lowest first. Arrows point down only; RepositoryTests checks every import.
let layers: [Target] = [
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    library("CBOR", []),
    library("HotlineCrypto", ["COpenSSL"]),
    library("COSE", ["CBOR", "HotlineCrypto"]),
    library("TransparencyLog", ["HotlineCrypto"]),
    library("HotlineProtocol", ["CBOR", "COSE", "HotlineCrypto", "TransparencyLog", nio]),
    library("HotlineTLS", ["COpenSSL", "HotlineCrypto", nio, .product(name: "NIOTLS", package: "swift-nio")]),
    library("HotlineStore", ["HotlineCrypto", "TransparencyLog", "COSE", "HotlineProtocol", grdb, sqlite]),
    library("HotlineAudit", ["CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol"]),
    library(
        "HotlineArchive",
        ["HotlineAudit", "CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol", grdb, sqlite]),
    library("HotlineControl", ["HotlineCrypto", "HotlineProtocol", nio, posix, http1]),
    library("HotlineTransport", ["HotlineCrypto", "HotlineProtocol", "HotlineTLS", nio, posix]),
    library(
        "HotlineNode",
        [
            "HotlineCrypto", "COSE", "TransparencyLog", "HotlineProtocol", "HotlineTLS", "HotlineStore",
            "HotlineControl", "HotlineAudit", "HotlineArchive",
            "HotlineTransport", nio, posix, http1, hummingbird, hummingbirdCore, lifecycle, signals, logging,
            configuration, yams,
        ]),
    library(
        "HotlineCommands",
        [
            "HotlineCrypto", "COSE", "TransparencyLog", "HotlineProtocol", "HotlineStore", "HotlineAudit",
            "HotlineArchive", "HotlineControl", arguments,
        ]),
    program("hotlined", ["HotlineNode", arguments]),
    program("hotline", ["HotlineCommands"]),
    program("EmbeddedLine", ["HotlineProtocol", "HotlineCrypto"], path: "Docs/Examples/EmbeddedLine"),
]

let testing: [Target] = [
    .target(
        name: "HotlineTestSupport",
        dependencies: ["CBOR", "COSE", "HotlineCrypto", "TransparencyLog", "HotlineProtocol"],
        path: "Tests/HotlineTestSupport", swiftSettings: strict),
    // What the simulator needs of C: the runtime's hook, OpenSSL's randomness, a disk below SQLite.
    .target(name: "CSimulator", dependencies: ["COpenSSL", sqlite], path: "Tests/CSimulator"),
    program(
        "simulate",
        [
            "CSimulator", "HotlineNode", "HotlineStore", "HotlineTransport", "HotlineControl", "HotlineProtocol",
            "HotlineTestSupport", "HotlineCrypto", "TransparencyLog", "COSE", nio, logging, sqlite,
        ], path: "Tests/Simulator"),
    tests("CBORTests", ["CBOR"]),
    tests("HotlineCryptoTests", ["HotlineCrypto"]),
    tests("COSETests", ["COSE", "CBOR", "HotlineCrypto"]),
    tests("TransparencyLogTests", ["TransparencyLog", "HotlineCrypto"]),
    tests(
        "HotlineProtocolTests",
        [
            "HotlineProtocol", "HotlineAudit", "HotlineTestSupport", "COSE", "CBOR", "HotlineCrypto", "TransparencyLog",
            nio,
        ],
        reads: ["Golden"]),
    tests("HotlineTLSTests", ["HotlineTLS", "HotlineCrypto", nio, posix, embedded]),
    tests(
        "HotlineStoreTests",
        ["HotlineStore", "HotlineProtocol", "HotlineTestSupport", "HotlineCrypto", "TransparencyLog", grdb],
        reads: ["Golden"]),
    tests(
        "HotlineAuditTests",
        [
            "HotlineAudit", "HotlineArchive", "HotlineStore", "HotlineProtocol", "HotlineTestSupport", "CBOR", "COSE",
            "HotlineCrypto", "TransparencyLog", grdb,
        ]),
    tests(
        "HotlineArchiveTests",
        [
            "HotlineArchive", "HotlineAudit", "HotlineProtocol", "HotlineTestSupport", "HotlineCrypto",
            "TransparencyLog",
        ]),
    tests("HotlineControlTests", ["HotlineControl", nio, posix, http1]),
    tests(
        "HotlineNodeTests",
        [
            "HotlineNode", "HotlineStore", "HotlineTransport", "HotlineTLS", "HotlineControl", "HotlineProtocol",
            "HotlineTestSupport", "HotlineCrypto", "TransparencyLog", nio, posix, logging, lifecycle,
        ]),
    tests(
        "HotlineCommandsTests",
        ["HotlineCommands", "HotlineControl", "HotlineProtocol", "HotlineAudit", "HotlineTestSupport", "HotlineCrypto"]),
    tests(
        "IntegrationTests",
        [
            "HotlineControl", "HotlineCrypto", "HotlineProtocol", "HotlineTLS", "HotlineTestSupport", "HotlineAudit",
            "HotlineArchive", "TransparencyLog", "hotlined", "hotline", "EmbeddedLine", nio, posix,
        ],
        reads: ["Python", "Go"]),
    tests("SimulatorTests", ["simulate"]),
    tests("RepositoryTests", []),
]

let package = Package(
    name: "hotline",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "HotlineProtocol", targets: ["HotlineProtocol", "HotlineCrypto", "TransparencyLog"]),
        // For Benchmarks/ and FuzzTesting/ alone: parts that are measured or asked, without any promise to other packages.
        .library(name: "HotlineCodecs", targets: ["CBOR", "COSE"]),
        .library(
            name: "HotlineParts",
            targets: ["HotlineTLS", "HotlineControl", "HotlineAudit", "HotlineNode"]),
        .executable(name: "hotlined", targets: ["hotlined"]),
        .executable(name: "hotline", targets: ["hotline"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
    ],
    targets: layers + testing
)
