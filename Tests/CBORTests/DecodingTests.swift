import CBOR
import Testing

@Suite("Decoding CBOR")
struct DecodingTests {
    @Test("an example of RFC 8949 appendix A is decoded or refused as written", arguments: appendixA)
    func appendixAOutcome(_ example: Example) throws {
        #expect(example.decoded() == example.outcome)
        guard case .success(let value) = example.outcome else { return }
        #expect(value.encoded() == example.bytes)
    }

    @Test("the table of appendix A is complete")
    func appendixACount() {
        #expect(appendixA.count == 82)
        #expect(appendixA.allSatisfy { !$0.bytes.isEmpty })
    }

    @Test("input that is not well-formed is refused by name", arguments: notWellFormed)
    func malformed(_ example: Example) {
        #expect(example.decoded() == example.outcome)
    }

    @Test(
        "an encoding that is well-formed but not the deterministic one is refused by name", arguments: notDeterministic)
    func undeterministic(_ example: Example) {
        #expect(example.decoded() == example.outcome)
    }

    @Test("text that is not strict UTF-8 is refused", arguments: notUTF8)
    func invalidText(_ example: Example) {
        #expect(example.decoded() == example.outcome)
    }

    @Test("an accepted example cut short anywhere is truncated", arguments: appendixA)
    func cutShort(_ example: Example) {
        guard case .success = example.outcome else { return }
        for length in 0..<example.bytes.count {
            guard case .failure(.truncated) = decode(Array(example.bytes.prefix(length))) else {
                Issue.record("the first \(length) bytes are taken for something else than truncated")
                continue
            }
        }
    }

    @Test("a byte behind an accepted example is refused", arguments: appendixA)
    func trailing(_ example: Example) {
        guard case .success = example.outcome else { return }
        #expect(decode(example.bytes + [0]) == .failure(.trailingBytes(offset: example.bytes.count)))
    }

    @Test("a claimed length beyond the input is refused, however large", arguments: [2, 3, 4, 5] as [UInt8])
    func claimedLength(_ major: UInt8) {
        for claim in [UInt64.max, UInt64(Int64.max), UInt64(Int64.max) + 1, 1 << 32] {
            let head = [major << 5 | 27] + (0..<8).map { UInt8(truncatingIfNeeded: claim >> (56 - 8 * UInt64($0))) }
            #expect(decode(head + [0, 0]) == .failure(.truncated(offset: 0)))
        }
    }

    @Test("arrays, maps and tags count as levels, and the level beyond the limit is refused")
    func depth() {
        let levels: [[UInt8]] = [[0x81], [0xA1, 0x00], [0xC1]]
        for level in levels {
            let deepest = Array([[UInt8]](repeating: level, count: 8).joined())
            #expect((try? decode(deepest + [0x00]).get()) != nil)
            #expect(decode(deepest + level + [0x00]) == .failure(.tooDeep(offset: deepest.count)))
        }
        #expect(decode([0x80], limits: CBORLimits(maximumDepth: 0)) == .failure(.tooDeep(offset: 0)))
        #expect(decode([0x00], limits: CBORLimits(maximumDepth: 0)) == .success(0))
    }

    @Test("nesting without end is refused without exhausting the stack")
    func endlessNesting() {
        #expect(decode([UInt8](repeating: 0x81, count: 1 << 20)) == .failure(.tooDeep(offset: 8)))
    }

    @Test("input above the size limit is refused before it is read")
    func size() {
        let limits = CBORLimits(maximumBytes: 4)
        #expect(decode([0x43, 1, 2, 3], limits: limits) == .success(.bytes([1, 2, 3])))
        #expect(decode([0x44, 1, 2, 3, 4], limits: limits) == .failure(.tooLarge(offset: 4)))
        #expect(decode([0xFF, 0, 0, 0, 0], limits: limits) == .failure(.tooLarge(offset: 4)))
    }
}
