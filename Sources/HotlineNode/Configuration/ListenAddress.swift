import Foundation

/// Where a node listens for its peers: `HOST:PORT`, an IPv6 address in brackets.
struct ListenAddress: Hashable, Sendable {
    /// An IPv4 or IPv6 address without brackets, or a DNS name.
    let host: String
    /// A TCP port; 0 lets the system choose a free one.
    let port: Int

    static let standard = ListenAddress(host: "0.0.0.0", port: 7411)

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil unless `text` is exactly one host and one port from 0 to 65535.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]),
            let host = Self.host(text[..<colon])
        else { return nil }
        self.init(host: host, port: port)
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), number <= 65535
        else { return nil }
        return number
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return isAddress(inner, AF_INET6) ? inner : nil
        }
        let host = String(text)
        return isAddress(host, AF_INET) || isDNSName(host) ? host : nil
    }

    private static func isAddress(_ text: String, _ family: Int32) -> Bool {
        var address = in6_addr()
        return inet_pton(family, text, &address) == 1
    }

    /// Letters, digits and inner hyphens in labels of 1 to 63, at most 253 in all; the last label is no number, so that
    /// a mistyped IPv4 address is not looked up as a name.
    private static func isDNSName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-")
                }
        }
        let endsInNumber = labels.last?.allSatisfy(\.isNumber) ?? true
        return text.utf8.count <= 253 && isPlain && !endsInNumber
    }
}
