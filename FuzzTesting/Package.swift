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

// Built by FuzzTesting/run with libFuzzer, which brings `main`, and the address sanitizer.
let package = Package(
    name: "hotline-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "hotline", path: "..")],
    targets: [
        .target(
            name: "FuzzSupport", dependencies: [.product(name: "HotlineProtocol", package: "hotline")],
            swiftSettings: strict),
        // What links little is asked most often: libFuzzer looks at every counter of a program after every input.
        program(
            "fuzz-codecs",
            [
                .product(name: "HotlineProtocol", package: "hotline"),
                .product(name: "HotlineCodecs", package: "hotline"),
            ]),
        program("fuzz-node", [.product(name: "HotlineParts", package: "hotline")]),
    ]
)

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzSupport"] + dependencies,
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
}
