import HotlineControl

/// The query of a request, decoded strictly: names that the route does not have, names given twice and bad
/// percent-encoding are refused.
struct QueryParameters {
    private var values: [String: String] = [:]

    /// Throws `invalid_request`.
    init(_ query: String?, allowed: Set<String>) throws(ControlError) {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard allowed.contains(name) else { throw Self.unknown(name, allowed) }
            guard values[name] == nil else { throw ControlError(.invalidRequest, "parameter \(name) is given twice") }
            guard let value = Self.decoded(parts.count == 2 ? parts[1] : "") else {
                throw ControlError(.invalidRequest, "parameter \(name) is not percent-encoded UTF-8")
            }
            values[name] = value
        }
    }

    /// The value as it was given.
    subscript(name: String) -> String? { values[name] }

    /// A decimal number in a range; `standard` where the parameter is absent. Throws `invalid_request`.
    func number<Number: FixedWidthInteger>(
        _ name: String, _ range: ClosedRange<Number>, standard: Number
    ) throws(ControlError) -> Number {
        guard let text = values[name] else { return standard }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Number(text), range.contains(number) else {
            throw ControlError(
                .invalidRequest, "parameter \(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of a closed set of values; nil where the parameter is absent. Throws `invalid_request`.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(ControlError) -> Choice? where Choice.RawValue == String {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError(.invalidRequest, "parameter \(name) must be one of \(names)")
        }
        return choice
    }

    private static func unknown(_ name: String, _ allowed: Set<String>) -> ControlError {
        let remedy = allowed.isEmpty ? "this route has none" : "it has " + allowed.sorted().joined(separator: ", ")
        return ControlError(.invalidRequest, "unknown parameter \"\(name.prefix(64))\"", remedy: remedy)
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
        return UInt8(digit)
    }
}
