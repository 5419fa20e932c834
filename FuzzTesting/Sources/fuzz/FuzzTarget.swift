/// One thing that takes bytes from somebody who is not trusted.
struct FuzzTarget: Sendable {
    let name: String
    let take: @Sendable ([UInt8]) -> Void

    static let all = formats + logs + texts

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A rule that an input has broken: libFuzzer keeps the input as a crash.
func require(_ holds: Bool, _ rule: String) {
    precondition(holds, rule)
}
