import COpenSSL

/// The calling thread's OpenSSL error queue.
///
/// OpenSSL reports failures through a queue per thread that survives the call. An entry left by one call is easily taken
/// for the failure of the next one, so ``clear()`` runs before every call whose failure is read from the queue.
public enum OpenSSLErrorQueue {
    /// Drops all entries.
    public static func clear() {
        ERR_clear_error()
    }

    /// Removes all entries and returns their reasons, oldest first, joined by "; " ("no reason given" if there are none).
    ///
    /// The reasons are OpenSSL's own constant texts. They hold neither keys nor anything that a peer sent.
    public static func drain() -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            reasons.append(reason(of: code))
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
    }

    private static func reason(of code: UInt) -> String {
        guard let text = ERR_reason_error_string(code) else { return "error \(shim_err_reason(code))" }
        return String(cString: text)
    }
}
