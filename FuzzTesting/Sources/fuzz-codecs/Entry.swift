internal import FuzzSupport

private let chosen = ChosenTarget(of: FuzzTarget.formats + FuzzTarget.logs)

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 { chosen.take(start, count) }
