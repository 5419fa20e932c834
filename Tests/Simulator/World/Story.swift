/// What happened: as a digest, which is the same for the same run, and as lines to read where somebody asks for them.
final class Story {
    private let isTold: Bool
    /// FNV-1a over all that was said.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    /// What was done to the nodes, by kind.
    private(set) var counts: [String: Int] = [:]
    private var time: () -> Duration = { .zero }

    init(isTold: Bool) { self.isTold = isTold }

    func use(time: @escaping () -> Duration) { self.time = time }

    func mix(_ value: UInt64) {
        digest = (digest ^ value) &* 0x100_0000_01b3
    }

    func mix(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// A line of the story; it is part of the digest whether it is told or not.
    func tell(_ who: String, _ what: String) {
        mix(who.utf8)
        mix(what.utf8)
        if isTold { say(who, what) }
    }

    /// A line that costs something to make, and is no part of the digest.
    func explain(_ who: String, _ what: @autoclosure () -> String) {
        if isTold { say(who, what()) }
    }

    private func say(_ who: String, _ what: String) {
        let milliseconds = time() / .milliseconds(1)
        let shown = String(Int(milliseconds)) + "." + String(Int(milliseconds * 1000) % 1000 + 1000).dropFirst()
        print("\(shown) \(who): \(what)")
    }

    /// A fault was injected.
    func count(_ kind: String, _ times: Int = 1) { counts[kind, default: 0] += times }
}
