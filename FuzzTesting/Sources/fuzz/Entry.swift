internal import Foundation

/// What is fuzzed: the environment variable HOTLINE_FUZZ names it. One program serves all, since building them takes
/// longer than finding the first fault.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["HOTLINE_FUZZ"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: " ")
        FileHandle.standardError.write(Data("HOTLINE_FUZZ is none of: \(names)\n".utf8))
        exit(64)
    }
    return target
}()

/// What libFuzzer calls with each input. Whatever the bytes are, nothing may trap, leak or answer against a rule.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target.take(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
