import HotlineAudit
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

/// The records of a CSV file, kept as they come: a long period has more of them than memory should hold.
final class RecordFile {
    private static let bufferBytes = 1 << 18
    private let file: DraftFile
    private var buffer: [UInt8] = []

    init(path: String) throws {
        file = try DraftFile(path)
        buffer += ReportCSV.header.utf8
    }

    func append(_ message: ReportedMessage) throws {
        buffer += ReportCSV.record(message).utf8
        guard buffer.count >= Self.bufferBytes else { return }
        try file.append(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Puts the file into its place.
    func finish() throws {
        try file.append(buffer)
        try file.finish()
    }
}
