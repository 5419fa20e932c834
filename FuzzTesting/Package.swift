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

// Built by FuzzTesting/run with `--sanitize=fuzzer --sanitize=address`: libFuzzer brings `main`.
let package = Package(
    name: "hotline-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "hotline", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [
                .product(name: "HotlineProtocol", package: "hotline"),
                .product(name: "HotlineParts", package: "hotline"),
            ],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
    ]
)
