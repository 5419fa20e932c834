import Foundation

/// The files of the repository that these tests read: what git tracks or would track, else everything but build folders.
enum Repository {
    /// The folder of Package.swift.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths from the root, sorted.
    static let files: [String] = (gitFiles() ?? walkedFiles()).sorted()

    /// The Swift files below a folder.
    static func swiftFiles(under folder: String) -> [String] {
        files.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }
    }

    /// Every Swift file with comments and literals apart, read once.
    static let sources: [String: SwiftSource] = {
        let swift = files.filter { $0.hasSuffix(".swift") }
        return Dictionary(uniqueKeysWithValues: swift.map { ($0, SwiftSource((try? text($0)) ?? "")) })
    }()

    /// The text of a file; bytes that are not UTF-8 are replaced.
    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }

    /// Nil where git is missing or this is no clone.
    private static func gitFiles() -> [String]? {
        let git = Process()
        let output = Pipe()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        git.currentDirectoryURL = root
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil, let data = try? output.fileHandleForReading.readToEnd() else { return nil }
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return nil }
        let paths = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return paths.filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
    }

    private static func walkedFiles() -> [String] {
        let walker = FileManager.default.enumerator(atPath: root.path)
        var paths: [String] = []
        while let path = walker?.nextObject() as? String {
            let name = path.split(separator: "/").last ?? ""
            if name == ".git" || name.hasPrefix(".build") || name == ".swiftpm" { walker?.skipDescendants() }
            var isDirectory: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: root.appending(path: path).path, isDirectory: &isDirectory)
            if isThere, !isDirectory.boolValue { paths.append(path) }
        }
        return paths
    }
}
