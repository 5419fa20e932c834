import Foundation

/// What the benchmark says while it runs and at its end.
enum Console {
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
