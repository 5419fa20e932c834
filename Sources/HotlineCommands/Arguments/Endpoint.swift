import ArgumentParser
import HotlineControl

/// `HOST:PORT` on the command line: a name, an IPv4 address, or an IPv6 address in brackets.
struct Endpoint: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    /// As given.
    let description: String
    /// 0 to 65535.
    let port: UInt16

    init?(argument: String) {
        guard argument.utf8.count <= ControlLimits.routeBytes, let colon = argument.lastIndex(of: ":") else {
            return nil
        }
        let digits = argument[argument.index(after: colon)...]
        guard Self.isHost(argument[..<colon]), Self.isNumber(digits), let port = UInt16(digits) else { return nil }
        self.description = argument
        self.port = port
    }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...5).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit)
    }

    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") { return isAddress6(text.dropFirst().dropLast()) }
        return !text.isEmpty && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || "-._".utf8.contains($0) }
    }

    /// The characters of an IPv6 address and its zone; the resolver has the last word.
    private static func isAddress6(_ text: Substring) -> Bool {
        text.contains(":") && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || ":.%".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
