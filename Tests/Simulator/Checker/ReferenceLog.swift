import HotlineCrypto

/// A log as RFC 9162 section 2.1 defines it, told leaf by leaf; the checker's own, beside the product's.
struct ReferenceLog {
    /// Roots of the full trees that the leaves so far consist of, largest first, with their heights.
    private var peaks: [(height: Int, hash: [UInt8])] = []
    private(set) var size = 0

    mutating func append(_ leaf: [UInt8]) {
        size += 1
        peaks.append((0, Digest.sha256([0] + leaf).bytes))
        while peaks.count > 1, peaks[peaks.count - 2].height == peaks[peaks.count - 1].height {
            let (right, left) = (peaks.removeLast(), peaks.removeLast())
            peaks.append((left.height + 1, Digest.sha256([1] + left.hash + right.hash).bytes))
        }
    }

    var root: [UInt8] {
        guard var hash = peaks.last?.hash else { return Digest.sha256([]).bytes }
        for peak in peaks.dropLast().reversed() { hash = Digest.sha256([1] + peak.hash + hash).bytes }
        return hash
    }
}
