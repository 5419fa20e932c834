import Foundation

/// Appending a page to a file and syncing it, in the file system of the nodes' homes.
enum DiskFloor {
    private static let pageBytes = 4096

    static func measure(in directory: String, seconds: Double) throws -> Double {
        let path = directory + "/floor"
        let descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw BenchError("cannot write \(path)") }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = (0..<pageBytes).map { _ in UInt8.random(in: 0...255) }
        let times = try Repeating.times(seconds: seconds) {
            guard write(descriptor, page, page.count) == page.count, sync(descriptor) == 0 else {
                throw BenchError("cannot sync \(path)")
            }
        }
        return Percentiles(times).p50
    }

    private static func sync(_ descriptor: Int32) -> Int32 {
        #if os(Linux)
            fdatasync(descriptor)
        #else
            fsync(descriptor)
        #endif
    }
}
