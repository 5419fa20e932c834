import Foundation
import Yams

/// A configuration file that was read and found to hold known keys only, each once, each a single value.
///
/// swift-configuration reads the values; it knows no lines, ignores unknown keys and cannot read an empty file, so this
/// looks first and remembers the line of every key.
struct ConfigurationFile {
    /// The most bytes a configuration may have.
    static let maximumBytes = 65_536

    let path: String
    /// The line of each key that the file sets, by its dotted name.
    private(set) var lines: [String: Int] = [:]

    /// Whether the file sets nothing: it is not there, or holds comments only.
    var isEmpty: Bool { lines.isEmpty }

    init(path: String) throws(ConfigurationError) {
        self.path = path
        guard let text = try read(), let root = try parse(text) else { return }
        try check(root, at: [])
    }

    private func refusal(
        _ line: Int?, _ key: String?, _ problem: String, expected: String? = nil
    ) -> ConfigurationError {
        ConfigurationError(.file(path: path, line: line), key: key, problem: problem, expected: expected)
    }

    /// The file's text; nil when there is no such file.
    private func read() throws(ConfigurationError) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            data = try file.read(upToCount: Self.maximumBytes + 1) ?? Data()
        } catch {
            throw refusal(nil, nil, "cannot be read", expected: "a regular file that the daemon's user may read")
        }
        guard data.count <= Self.maximumBytes else {
            throw refusal(nil, nil, "is too long", expected: "at most \(Self.maximumBytes) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw refusal(nil, nil, "is not UTF-8 text", expected: "YAML in UTF-8")
        }
        return text
    }

    /// The root of the document; nil when it is empty.
    private func parse(_ text: String) throws(ConfigurationError) -> Yams.Node? {
        do {
            guard let root = try Parser(yaml: text).singleRoot() else { return nil }
            return Self.isNull(root) ? nil : root
        } catch let error as YamlError {
            throw refusal(error, text)
        } catch {
            throw refusal(nil, nil, "is not YAML")
        }
    }

    private func refusal(_ error: YamlError, _ text: String) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return refusal(mark.line, nil, "is not YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return refusal(line, nil, "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            return refusal(
                context.mark.line, keys.first, "stands here and again further down", expected: "each key once")
        default:
            return refusal(nil, nil, "is not YAML")
        }
    }

    private mutating func check(_ node: Yams.Node, at path: [String]) throws(ConfigurationError) {
        let name = path.joined(separator: ".")
        if let key = ConfigurationKey.all.first(where: { $0.path == path }) {
            guard node.scalar != nil else {
                throw refusal(node.mark?.line, name, "is not a single value", expected: key.expected)
            }
            lines[name] = node.mark?.line
            return
        }
        if !path.isEmpty, Self.isNull(node) { return }
        guard let mapping = node.mapping else {
            throw refusal(
                node.mark?.line, path.isEmpty ? nil : name, "is not a mapping", expected: Self.keys(under: path))
        }
        for (key, value) in mapping {
            try check(value, at: path + [try self.name(of: key, under: path)])
        }
    }

    /// The name of a key, when `path` may have such a key.
    private func name(of key: Yams.Node, under path: [String]) throws(ConfigurationError) -> String {
        let expected = Self.keys(under: path)
        guard let name = key.string else {
            throw refusal(key.mark?.line, nil, "has a key that is not text", expected: expected)
        }
        let full = path + [name]
        guard ConfigurationKey.all.contains(where: { $0.path.starts(with: full) }) else {
            throw refusal(key.mark?.line, full.joined(separator: "."), "is unknown", expected: expected)
        }
        return name
    }

    private static func keys(under path: [String]) -> String {
        let names = ConfigurationKey.all.filter { $0.path.starts(with: path) }.map { $0.path[path.count] }
        let unique = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
        return (path.isEmpty ? "the keys " : "under it the keys ") + unique.joined(separator: ", ")
    }

    private static func isNull(_ node: Yams.Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
