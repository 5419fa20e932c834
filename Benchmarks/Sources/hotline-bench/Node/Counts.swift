import Foundation

/// What a counted daemon has done since its start (CCounts, loaded before its other libraries).
struct Counts {
    var syncs = 0
    var signatures = 0
    var verifications = 0

    /// The library lies beside this program; without it, or on a system without LD_PRELOAD, nothing is counted.
    static let library: String? = {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = program.deletingLastPathComponent().appendingPathComponent("libhotline-counts.so").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    static func environment(file: String) throws -> [String: String] {
        guard let library else { throw BenchError("libhotline-counts.so is not beside hotline-bench: build all of it") }
        return ["LD_PRELOAD": library, "HOTLINE_BENCH_COUNTS": file]
    }

    init(file: String) {
        let data = (try? Data(contentsOf: URL(fileURLWithPath: file))) ?? Data()
        let numbers = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { Int(bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        guard numbers.count >= 3 else { return }
        (syncs, signatures, verifications) = (numbers[0], numbers[1], numbers[2])
    }
}
