/// The commented `config.yaml` that `init` writes. The daemon reads it (Docs/Operating.md, "Configuration").
enum ConfigurationTemplate {
    /// Where a node listens unless told otherwise.
    static let listen = "0.0.0.0:7411"

    /// The file's text.
    static func text(listen: String, passphraseFile: String?) -> String {
        """
        # Configuration of this node. The daemon reads it when it starts; each key can be set by an environment variable,
        # which goes before this file. Unknown keys are refused.

        # Address and port on which peers reach this node: HOST:PORT. 0.0.0.0 is every IPv4 address of this machine,
        # [::] every address. Environment: HOTLINE_LISTEN
        listen: \(scalar(listen))

        log:
          # How much is logged: trace, debug, info, notice, warning, error or critical. Content is never logged.
          # Environment: HOTLINE_LOG_LEVEL
          level: info
          # text for people, json (one object a line) for programs. Environment: HOTLINE_LOG_FORMAT
          format: text

        # recovery:
        #   # Whether a line recovers without being told to where this node's database turns out to be an older copy.
        #   # Environment: HOTLINE_RECOVERY_AUTOMATIC
        #   automatic: false

        audit:
          # How often the node audits its whole database by itself: a time such as 24h, 30m or 7d, or never.
          # Environment: HOTLINE_AUDIT_INTERVAL
          interval: 24h

        # How long the content of messages is kept: CHANNEL/KIND=DAYS, separated by commas, * for any; the first that fits
        # decides. Without it everything is kept. Statements and receipts stay, and the log says what was erased.
        # Environment: HOTLINE_RETENTION
        # retention: "*/test=30, csirt/notice=3650"

        \(identity(passphraseFile))
        """
    }

    private static func identity(_ passphraseFile: String?) -> String {
        let mark = passphraseFile == nil ? "# " : ""
        return """
            # The file whose first line is the passphrase of identity.pem, mode 0600; needed only where the key is encrypted.
            # A systemd credential named hotline-passphrase is found without it.
            # Environment: HOTLINE_IDENTITY_PASSPHRASE_FILE
            \(mark)identity:
            \(mark)  passphrase-file: \(scalar(passphraseFile ?? "/etc/hotline/passphrase"))

            """
    }

    /// A YAML 1.2 scalar: plain where that is safe, else single-quoted (section 7.3.2).
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "._/:-".utf8.contains(byte)
            }
        }
        let isTime = text.first == "-" || text.first == ":" || text.last == ":"
        if isPlain, !isTime { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
