extension [UInt8] {
    /// The bytes with one bit turned over.
    public func flipping(bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }

    /// Every sequence that differs in one bit.
    public var bitFlips: some Sequence<[UInt8]> { (0..<count * 8).lazy.map { flipping(bit: $0) } }

    /// Every beginning that is shorter than the whole.
    public var truncations: some Sequence<[UInt8]> { (0..<count).lazy.map { Array(prefix($0)) } }
}
