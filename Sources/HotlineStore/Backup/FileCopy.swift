#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Moving a finished file to where it is wanted, without ever replacing one.
public enum FileCopy {
    /// Gives the file another place: under its other name where both are on one file system, else as a copy; then the first
    /// name goes. The file is on the disk at its place when this returns.
    /// - Throws: `StoreError.exists`, `notWritten`; the file then stays where it was.
    public static func move(_ path: String, to place: String) throws(StoreError) {
        if link(path, place) == 0 {
            try DatabaseFile.syncDirectory(FileDraft.directory(of: place))
        } else {
            guard errno != EEXIST else { throw .exists(path: place) }
            let draft = try FileDraft(for: place)
            try copy(path, into: draft)
            try draft.link()
        }
        unlink(path)
    }

    /// Copies the content into a draft.
    static func copy(_ path: String, into draft: FileDraft) throws(StoreError) {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw DatabaseFile.refusal(path) }
        defer { close(source) }
        var piece = [UInt8](repeating: 0, count: StoreLimits.copyPieceBytes)
        while true {
            let count = piece.withUnsafeMutableBytes { read(source, $0.baseAddress, $0.count) }
            if count == 0 { return }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw DatabaseFile.refusal(path) }
            try write(piece[..<count], to: draft)
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to draft: FileDraft) throws(StoreError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(draft.descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw .notWritten(path: draft.place, reason: SystemFile.text(ofError: errno))
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func read(_ descriptor: Int32, _ address: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, address, count)
        #else
            Glibc.read(descriptor, address, count)
        #endif
    }

    private static func write(_ descriptor: Int32, _ address: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, address, count)
        #else
            Glibc.write(descriptor, address, count)
        #endif
    }
}
