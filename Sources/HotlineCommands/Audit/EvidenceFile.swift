import Foundation
import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineStore

/// Evidence as a file: the local API's own list, with everything in it that a check needs but the reader's trust in the keys.
struct EvidenceFile {
    /// An export of a page of evidence is far below this.
    static let limit = 64 << 20

    let list: EvidenceList

    init(list: EvidenceList) { self.list = list }

    /// Reads an exported file.
    init(reading path: String) throws {
        let bytes = try Descriptor.contents(of: path, limit: Self.limit)
        guard let list = try? ControlJSON.decode(EvidenceList.self, from: Data(bytes)),
            list.format == EvidenceList.currentFormat
        else {
            throw CommandFailure(
                .failed, code: "not_evidence", "\(path) is no evidence file of the form \(EvidenceList.currentFormat)")
        }
        self.list = list
    }

    /// Writes a new file; into a directory also each object by itself.
    func export(to path: String) throws {
        var isDirectory: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        let text = Array((JSONOutput.text(list, isPretty: true) + "\n").utf8)
        guard isThere, isDirectory.boolValue else { return try Home.createFile(path, text) }
        try Home.createFile(path + "/evidence.json", text)
        for (number, item) in list.items.enumerated() {
            for (place, object) in item.objects.compactMap(Base64.decode).enumerated() {
                // A note begins with its text, a COSE object with its tag.
                let form = object.first == 0xD2 ? "cose" : "note"
                try Home.createFile("\(path)/\(number + 1)-\(place + 1).\(form)", object)
            }
        }
    }

    /// Verifies every object with these keys and says what the objects of each item prove.
    func check(keys: [KeyLine]) -> EvidenceReport {
        let items = list.items.enumerated().map { index, item in
            var checked = EvidenceReport.Item(number: index + 1, peer: item.peer, at: item.at, reason: item.reason)
            do {
                let bytes = item.objects.compactMap(Base64.decode)
                guard bytes.count == item.objects.count else { throw EvidenceError.unknownForm(bytes.count + 1) }
                let verdict = try EvidenceVerdict(of: bytes, keys: keys)
                (checked.proven, checked.verdict) = (verdict.isProven, verdict.words)
                checked.objects = verdict.objects.map(\.words)
            } catch {
                checked.error = "\(error)"
            }
            return checked
        }
        return EvidenceReport(keys: keys.map { "\($0)" }, items: items)
    }
}

/// What a check found.
struct EvidenceReport: Encodable, Equatable {
    /// One item of the file.
    struct Item: Encodable, Equatable {
        let number: Int
        /// What the file says; it is not signed.
        let peer: String
        let at: String
        let reason: String
        /// What each object says, once all signatures hold.
        var objects: [String] = []
        /// Whether they contradict each other, whatever else is known.
        var proven = false
        var verdict: String?
        /// Why nothing can be said.
        var error: String?
    }

    /// The keys that were trusted.
    let keys: [String]
    let items: [Item]
}
