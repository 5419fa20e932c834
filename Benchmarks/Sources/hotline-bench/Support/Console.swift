import Foundation

/// What the benchmark says while it runs (standard error) and at its end (standard output).
enum Console {
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func note(_ text: String) {
        FileHandle.standardError.write(Data(("hotline-bench: " + text + "\n").utf8))
    }
}
