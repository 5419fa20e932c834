import Foundation
import Synchronization

/// What must not outlive the benchmark: child processes and scratch directories. Also on SIGINT and SIGTERM.
enum Cleanup {
    private struct Belongings {
        var children: Set<Int32> = []
        var directories: Set<String> = []
    }

    private static let belongings = Mutex(Belongings())

    static func add(child: Int32) { belongings.withLock { _ = $0.children.insert(child) } }
    static func remove(child: Int32) { belongings.withLock { _ = $0.children.remove(child) } }

    /// A new directory that goes with the benchmark.
    static func scratch(in parent: String) throws -> String {
        let path = parent + "/hotline-bench-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        belongings.withLock { _ = $0.directories.insert(path) }
        return path
    }

    static func remove(directory: String) {
        try? FileManager.default.removeItem(atPath: directory)
        belongings.withLock { _ = $0.directories.remove(directory) }
    }

    /// From now on an interrupted benchmark takes everything with it.
    static func watchSignals() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                all()
                exit(128 + number)
            }
            source.resume()
            // Nobody else holds it; it is to live as long as the process.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    /// Kills every child by its own process id and removes every directory.
    static func all() {
        let left = belongings.withLock { belongings in
            defer { belongings = Belongings() }
            return belongings
        }
        for child in left.children { kill(child, SIGKILL) }
        for directory in left.directories { try? FileManager.default.removeItem(atPath: directory) }
    }
}
