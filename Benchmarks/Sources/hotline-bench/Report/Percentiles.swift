/// Order statistics of a sample, by the nearest rank.
struct Percentiles {
    private let sorted: [Double]

    init(_ sample: [Double]) {
        sorted = sample.sorted()
    }

    /// Nanoseconds become seconds.
    init(nanoseconds sample: [UInt64]) {
        self.init(sample.map { Double($0) / 1e9 })
    }

    var p50: Double { at(0.5) }
    var p99: Double { at(0.99) }
    var p999: Double { at(0.999) }
    var largest: Double { sorted.last ?? 0 }

    private func at(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
