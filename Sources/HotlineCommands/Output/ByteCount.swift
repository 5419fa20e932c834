/// Numbers of bytes as people read them.
enum ByteCount {
    /// `9.5 MiB`
    static func text(_ bytes: Int) -> String { mebibytes(bytes) + " MiB" }

    /// `2.0 of 10.0 MiB (20 %)`
    static func progress(_ done: Int, of all: Int) -> String {
        "\(mebibytes(done)) of \(text(all)) (\(done * 100 / max(1, all)) %)"
    }

    private static func mebibytes(_ bytes: Int) -> String {
        let tenths = bytes * 10 / (1024 * 1024)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
