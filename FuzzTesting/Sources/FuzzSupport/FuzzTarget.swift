/// One thing that takes bytes from somebody who is not trusted.
public struct FuzzTarget: Sendable {
    let name: String
    let take: @Sendable ([UInt8]) -> Void

    /// A target, and what it does with one input.
    public init(name: String, take: @escaping @Sendable ([UInt8]) -> Void) {
        (self.name, self.take) = (name, take)
    }
}

/// A rule that an input has broken: libFuzzer keeps the input as a crash.
public func require(_ holds: Bool, _ rule: String) {
    precondition(holds, rule)
}
