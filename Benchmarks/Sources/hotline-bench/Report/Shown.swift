import Foundation

/// Numbers as the tables show them.
enum Shown {
    /// With so many digits after the point.
    static func number(_ value: Double, _ digits: Int = 0) -> String { String(format: "%.\(digits)f", value) }

    /// Seconds in the unit that suits them.
    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.001: number(seconds * 1e6, seconds < 1e-5 ? 1 : 0) + " µs"
        case ..<1: number(seconds * 1e3, seconds < 0.1 ? 2 : 0) + " ms"
        default: number(seconds, 2) + " s"
        }
    }

    /// Bytes in the unit that suits them.
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1024: "\(count) B"
        case ..<(1 << 20): number(Double(count) / 1024, count % 1024 == 0 ? 0 : 1) + " KiB"
        default: number(Double(count) / Double(1 << 20), count % (1 << 20) == 0 ? 0 : 1) + " MiB"
        }
    }

    static func ratio(_ value: Double) -> String { number(value, 2) + " x" }
    static func percent(_ share: Double) -> String { number(share * 100, 1) + " %" }
}
