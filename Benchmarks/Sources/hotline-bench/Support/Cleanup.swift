import Foundation
import Synchronization

/// What must not outlive the benchmark: child processes and scratch directories. Also on SIGINT and SIGTERM.
enum Cleanup {
    private struct Belongings {
        var children: Set<Int32> = []
        var directories: Set<String> = []
        var isOver = false
    }

    private static let belongings = Mutex(Belongings())

    /// A child that starts while all is being ended goes at once.
    static func add(child: Int32) {
        let isOver = belongings.withLock { belongings in
            belongings.children.insert(child)
            return belongings.isOver
        }
        if isOver { kill(child, SIGKILL) }
    }

    static func remove(child: Int32) { belongings.withLock { _ = $0.children.remove(child) } }

    /// A new directory that goes with the benchmark.
    static func scratch(in parent: String) throws -> String {
        let path = parent + "/hotline-bench-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        belongings.withLock { _ = $0.directories.insert(path) }
        return path
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
            defer { belongings = Belongings(isOver: true) }
            return belongings
        }
        for child in left.children { kill(child, SIGKILL) }
        for directory in left.directories { delete(directory) }
    }

    /// A killed daemon may still make a file while its folder is being emptied, so this tries again for a second.
    private static func delete(_ directory: String) {
        for _ in 0..<20 {
            try? FileManager.default.removeItem(atPath: directory)
            guard FileManager.default.fileExists(atPath: directory) else { return }
            usleep(50_000)
        }
    }
}
