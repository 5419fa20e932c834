#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// Files on their way into an export: each is written under another name, synced and renamed, so that a name that is there
/// is the name of a whole file. Many are synced at once.
final class ExportDrafts {
    /// Called before a file gets its name; throwing there is as a crash would be. For tests.
    var beforeRename: ((String) throws -> Void)?
    /// Files that got their names.
    private(set) var placed = 0
    /// Their bytes.
    private(set) var bytesPlaced = 0

    private let folder: ExportFolder
    private var waiting: [(draft: String, name: String, bytes: Int)] = []
    private var names: Set<String> = []
    private var bytesWaiting = 0
    private var made = 0

    init(_ folder: ExportFolder) throws(ExportError) {
        self.folder = folder
        try clear()
    }

    /// Whether a file of that name was written and does not have it yet.
    func isWaiting(_ name: String) -> Bool { names.contains(name) }

    /// Writes a file that will have that name.
    func put(_ name: String, _ bytes: [UInt8]) throws {
        var rest: [UInt8]? = bytes
        try put(name) {
            defer { rest = nil }
            return rest
        }
    }

    /// Writes a file from parts, until there is none.
    func put(_ name: String, from next: () throws -> [UInt8]?) throws {
        made += 1
        let draft = "\(ExportPath.drafts)/\(made)"
        let descriptor = try create(draft)
        defer { close(descriptor) }
        var bytes = 0
        while let part = try next() {
            try write(part, to: descriptor, draft)
            bytes += part.count
        }
        waiting.append((draft, name, bytes))
        names.insert(name)
        bytesWaiting += bytes
        if waiting.count >= ArchiveLimits.draftFiles || bytesWaiting >= ArchiveLimits.draftBytes { try place() }
    }

    /// Syncs what was written and gives it its names.
    func place() throws {
        guard !waiting.isEmpty else { return }
        try sync(waiting.map(\.draft))
        for one in waiting {
            try beforeRename?(one.name)
            try rename(one.draft, one.name)
            placed += 1
            bytesPlaced += one.bytes
        }
        let done = waiting.map(\.name)
        (waiting, names, bytesWaiting) = ([], [], 0)
        try syncFolders(of: done)
    }

    /// Removes a file that is no longer part of the export.
    func remove(_ name: String) throws(ExportError) {
        guard let parent = try folder.parent(of: name, making: false) else { return }
        defer { parent.end() }
        guard unlinkat(parent.descriptor, parent.last, 0) == 0 || errno == ENOENT else {
            throw SystemError.last("remove", folder.full(name))
        }
        guard fsync(parent.descriptor) == 0 else { throw SystemError.last("write", folder.full(name)) }
    }

    /// Removes what an interrupted run left behind. The directory is opened as every other part of a path here, so that a link in
    /// its place is refused, and files are removed within what was opened: nothing outside the export is touched.
    func clear() throws(ExportError) {
        guard let parent = try folder.parent(of: ExportPath.drafts + "/1", making: false) else { return }
        guard let directory = fdopendir(parent.descriptor) else {
            defer { parent.end() }
            throw SystemError.last("open", folder.full(ExportPath.drafts))
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if UInt64(name) != nil { unlinkat(parent.descriptor, name, 0) }
        }
        unlinkat(folder.descriptor, ExportPath.drafts, AT_REMOVEDIR)
    }
}

extension ExportDrafts {
    private func create(_ draft: String) throws(ExportError) -> Int32 {
        guard let parent = try folder.parent(of: draft, making: true) else { throw .missing(folder.full(draft)) }
        defer { parent.end() }
        let descriptor = openat(
            parent.descriptor, parent.last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError.last("make", folder.full(draft)) }
        return descriptor
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ draft: String) throws(ExportError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.system(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError.last("write", folder.full(draft)) }
            rest = rest.dropFirst(count)
        }
    }

    private static func system(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    private func rename(_ draft: String, _ name: String) throws(ExportError) {
        guard let from = try folder.parent(of: draft, making: false) else { throw .missing(folder.full(draft)) }
        defer { from.end() }
        guard let to = try folder.parent(of: name, making: true) else { throw .missing(folder.full(name)) }
        defer { to.end() }
        guard renameat(from.descriptor, from.last, to.descriptor, to.last) == 0 else {
            throw SystemError.last("write", folder.full(name))
        }
    }

    /// Side by side: what a disk syncs together costs little more than one sync.
    private func sync(_ names: [String], _ flags: Int32 = O_RDONLY) throws(ExportError) {
        let failures = Parallel.map(names.count, threads: ArchiveLimits.syncThreads) { [folder] index in
            Self.sync(names[index], flags, in: folder)
        }
        if let failure = failures.lazy.compactMap({ $0 }).first { throw failure }
    }

    private func syncFolders(of names: [String]) throws(ExportError) {
        let folders = Set(names.map { String($0.split(separator: "/").dropLast().joined(separator: "/")) })
        try sync(Array(folders), O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ name: String, _ flags: Int32, in folder: ExportFolder) -> ExportError? {
        do {
            guard let parent = try folder.parent(of: name.isEmpty ? "." : name, making: false) else {
                return .missing(folder.full(name))
            }
            defer { parent.end() }
            let descriptor = openat(parent.descriptor, parent.last, flags | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { return SystemError.last("open", folder.full(name)) }
            defer { close(descriptor) }
            return fsync(descriptor) == 0 ? nil : SystemError.last("write", folder.full(name))
        } catch {
            return error
        }
    }
}
