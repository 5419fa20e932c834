import Foundation
import HotlineStore

/// A file that a report is written into: its form is that of its name's end.
struct ReportFile {
    enum Form: String, CaseIterable {
        case html, csv, json
    }

    let path: String
    let form: Form

    /// - Throws: `CommandFailure` for another end, or where a file of that name is there.
    init(_ name: String) throws(CommandFailure) {
        path = FilePath.absolute(name)
        guard let form = Form.allCases.first(where: { name.lowercased().hasSuffix(".\($0.rawValue)") }) else {
            throw .usage("the report is written as .html, .csv or .json; \(name) ends in none of them")
        }
        self.form = form
        guard !Home.hasFile(path) else {
            throw CommandFailure(
                .failed, code: "exists", "\(path) is there, and is not replaced", remedy: "name a new file")
        }
    }
}

/// The records of a CSV file, written as they come: a long period has more of them than memory should hold.
final class RecordWriter {
    private static let bufferBytes = 1 << 18
    private let path: String
    private var handle: FileHandle?
    private var buffer = Data()

    /// - Parameter path: the new file; it is made with the first record.
    init(path: String) { self.path = path }

    func write(_ record: String) throws {
        buffer.append(contentsOf: record.utf8)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Writes what is left, and returns when it is on the disk.
    func close() throws {
        try flush()
        try handle?.synchronize()
        try handle?.close()
    }

    private func flush() throws {
        if handle == nil {
            try Home.createFile(path, [])
            handle = FileHandle(forWritingAtPath: path)
        }
        guard let handle else { throw CommandFailure.local("cannot write \(path)") }
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
