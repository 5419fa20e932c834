import CBOR
import Testing

/// Bytes and what the decoder must make of them.
struct Example: Sendable, CustomTestStringConvertible {
    let hex: String
    let outcome: Result<CBORValue, CBORError>

    static func accepted(_ hex: String, _ value: CBORValue) -> Example {
        Example(hex: hex, outcome: .success(value))
    }

    static func refused(_ hex: String, _ error: CBORError) -> Example {
        Example(hex: hex, outcome: .failure(error))
    }

    var testDescription: String { hex }

    /// The bytes that the digits stand for; digits that are none leave an empty array, which no example has.
    var bytes: [UInt8] {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map { UInt8($0) } }
        guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return [] }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// What the decoder makes of the bytes.
    func decoded(limits: CBORLimits = .default) -> Result<CBORValue, CBORError> {
        decode(bytes, limits: limits)
    }
}

/// The decoder's answer as a value that can be compared.
func decode(_ bytes: [UInt8], limits: CBORLimits = .default) -> Result<CBORValue, CBORError> {
    do throws(CBORError) {
        return .success(try CBORValue(decoding: bytes, limits: limits))
    } catch {
        return .failure(error)
    }
}

/// A small generator of reproducible numbers (SplitMix64), so that a failure can be had again.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
