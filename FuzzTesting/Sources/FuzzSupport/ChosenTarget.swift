internal import Foundation

/// What is fuzzed: of a program's targets the one that the environment variable HOTLINE_FUZZ names.
public struct ChosenTarget: Sendable {
    private let target: FuzzTarget

    /// Ends the process where the variable names none of these.
    public init(of targets: [FuzzTarget]) {
        let name = ProcessInfo.processInfo.environment["HOTLINE_FUZZ"] ?? ""
        guard let target = targets.first(where: { $0.name == name }) else {
            let names = targets.map(\.name).joined(separator: " ")
            FileHandle.standardError.write(Data("HOTLINE_FUZZ is none of: \(names)\n".utf8))
            exit(64)
        }
        self.target = target
    }

    /// One input of libFuzzer's. Whatever the bytes are, nothing may trap, leak or answer against a rule.
    public func take(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        target.take(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}
