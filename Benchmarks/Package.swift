// swift-tools-version: 6.2

import PackageDescription

/// As in the package above: nothing is imported by accident, and a warning stops the build.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "hotline-benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "hotline-bench", targets: ["hotline-bench"]),
        .library(name: "hotline-counts", type: .dynamic, targets: ["CCounts"]),
    ],
    dependencies: [
        .package(name: "hotline", path: ".."),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(
            name: "hotline-bench",
            dependencies: [
                "CEpoll",
                .product(name: "HotlineProtocol", package: "hotline"),
                .product(name: "HotlineParts", package: "hotline"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(name: "CCounts"),
        .target(name: "CEpoll"),
    ]
)
