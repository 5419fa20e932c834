import COpenSSL

/// Numbers of TLS alerts (RFC 8446 section 6, RFC 7301 section 3.2) that this layer tells apart.
enum TLSAlert {
    static let closeNotify: UInt8 = 0
    static let badCertificate: UInt8 = 42
    static let unsupportedCertificate: UInt8 = 43
    static let protocolVersion: UInt8 = 70
    static let userCanceled: UInt8 = 90
    static let certificateRequired: UInt8 = 116
    static let noApplicationProtocol: UInt8 = 120

    /// The alert's name in OpenSSL's words.
    static func text(_ alert: UInt8) -> String {
        guard let text = SSL_alert_desc_string_long(Int32(alert)) else { return "unknown alert" }
        return String(cString: text)
    }
}
