#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An open file descriptor, read and written whole.
struct Descriptor {
    static let standardInput = Descriptor(number: STDIN_FILENO)
    static let standardOutput = Descriptor(number: STDOUT_FILENO)
    static let standardError = Descriptor(number: STDERR_FILENO)

    let number: Int32

    /// Whether a person sits behind it.
    var isTerminal: Bool { isatty(number) == 1 }

    /// Writes all of the text. A reader that went away (`hotline log | head`) is no failure of this program.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.write(number, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// All bytes until the end, at most so many.
    /// - Throws: ``CommandFailure`` with `body_too_large` for more.
    func read(limit: Int) throws -> [UInt8] {
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = piece.withUnsafeMutableBytes { Self.read(number, $0) }
            if count == 0 { return content }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandFailure.local("cannot read the content: \(Self.text(ofError: errno))") }
            content.append(contentsOf: piece[..<count])
            guard content.count <= limit else {
                throw CommandFailure(.failed, code: "body_too_large", "the content has more than \(limit) bytes")
            }
        }
    }

    /// All bytes of a file, at most so many.
    /// - Throws: ``CommandFailure`` naming the file.
    static func contents(of path: String, limit: Int) throws -> [UInt8] {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw CommandFailure.local("cannot read \(path): \(text(ofError: errno))") }
        defer { close(number) }
        return try Descriptor(number: number).read(limit: limit)
    }

    private static func text(ofError code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }

    private static func write(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(number, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(number, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func read(_ number: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.read(number, bytes.baseAddress, bytes.count)
        #else
            Glibc.read(number, bytes.baseAddress, bytes.count)
        #endif
    }
}
