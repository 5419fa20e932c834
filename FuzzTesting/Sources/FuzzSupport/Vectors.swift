internal import Foundation

/// The test vectors of the documents: all that the keys of ``Parties`` have ever signed. The folder is what `seeds.py` writes; the
/// environment variable HOTLINE_FUZZ_VECTORS names it.
public enum Vectors {
    /// Each by its bytes. Without them a rule that says "nothing else verifies" could not be broken, so the process ends.
    public static let all: Set<[UInt8]> = {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["HOTLINE_FUZZ_VECTORS"] ?? "")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let found = names.compactMap { try? Data(contentsOf: folder.appending(path: $0)) }.map { [UInt8]($0) }
        guard !found.isEmpty else {
            FileHandle.standardError.write(Data("HOTLINE_FUZZ_VECTORS names no folder of vectors\n".utf8))
            exit(64)
        }
        return Set(found)
    }()
}
