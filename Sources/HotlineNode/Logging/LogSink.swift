import Foundation

/// Where finished lines go.
public struct LogSink: Sendable {
    private let accept: @Sendable ([UInt8]) -> Void

    /// A sink that hands each line, with its newline, to `accept`; called from any thread.
    public init(_ accept: @escaping @Sendable ([UInt8]) -> Void) {
        self.accept = accept
    }

    /// The process's standard error, one `write` a line. A line that cannot be written is lost: logging must not stop
    /// the node.
    public static let standardError = LogSink { line in
        line.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = write(STDERR_FILENO, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                written += count
            }
        }
    }

    func callAsFunction(_ line: [UInt8]) {
        accept(line)
    }
}
