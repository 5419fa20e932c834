import Foundation

/// What has gone over the connections of a listening port, as the kernel counts it (`ss`): TLS records, without the
/// headers of TCP and IP.
struct WireBytes {
    var sent = 0
    var received = 0

    /// Nil where `ss` is not there.
    init?(port: Int) {
        let filter = ["state", "established", "( sport = :\(port) )"]
        guard let text = try? Program.run(["ss", "-tinH"] + filter) else { return nil }
        for word in text.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: ":")
            guard parts.count == 2, let number = Int(parts[1]) else { continue }
            if parts[0] == "bytes_acked" { sent += number }
            if parts[0] == "bytes_received" { received += number }
        }
    }
}
