import Foundation

/// Docs/Protocol.md and the files that it must agree with.
enum DocumentText {
    /// The folder of Package.swift.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let protocolFile = root.appending(path: "Docs/Protocol.md")
    static let schemaFile = root.appending(path: "Docs/hotline.cddl")

    static func read(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    /// The lines of each named block: a fence "```hex NAME" or "```text NAME" to the next fence.
    static func blocks(in text: String) -> [String: [String]] {
        var blocks: [String: [String]] = [:]
        var name: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                name = name == nil ? title(of: line) : nil
                if let name { blocks[name] = [] }
            } else if let name {
                blocks[name]?.append(line)
            }
        }
        return blocks
    }

    /// The same text with the lines of each named block replaced.
    static func replacing(_ blocks: [String: [String]], in text: String) -> String {
        var result: [String] = []
        var isReplaced = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                isReplaced = false
                result.append(line)
                guard let name = title(of: line), let lines = blocks[name] else { continue }
                result += lines
                isReplaced = true
            } else if !isReplaced {
                result.append(line)
            }
        }
        return result.joined(separator: "\n")
    }

    private static func title(of fence: String) -> String? {
        let words = fence.dropFirst(3).split(separator: " ")
        return words.count == 2 && ["hex", "text"].contains(words[0]) ? String(words[1]) : nil
    }

    /// The text below a heading, up to the next of the same level or a higher one.
    static func section(_ heading: String, of text: String) -> String {
        let level = heading.prefix { $0 == "#" }.count
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let below = lines.drop { $0 != heading }.dropFirst()
        let end = below.firstIndex { line in
            let marks = line.prefix { $0 == "#" }.count
            return (1...level).contains(marks) && line.dropFirst(marks).first == " "
        }
        return below[..<(end ?? below.endIndex)].joined(separator: "\n")
    }
}
