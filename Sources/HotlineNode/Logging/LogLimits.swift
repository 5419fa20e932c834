/// Every length a log record is held to, in bytes of UTF-8 after escaping.
enum LogLimits {
    /// A whole record with its newline. A write of at most PIPE_BUF (4,096) bytes to a pipe is not torn, so that
    /// records of several threads never mix.
    static let recordBytes = 4096

    /// The message or the value of one field; the rest is cut off and marked with `…`.
    static let valueBytes = 1024

    /// The name of one field.
    static let keyBytes = 64

    /// In which only so many records of a kind are written, where others can make the node write them.
    static let interval: Duration = .seconds(60)

    /// Of one kind of a line's records (connected, ended, failed, not reached) in that interval.
    static let lineBurst = 10
}
