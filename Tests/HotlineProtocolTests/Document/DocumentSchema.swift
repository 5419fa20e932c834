import CBOR
import Foundation
import HotlineCrypto

/// Docs/hotline.cddl as a validator that shares no code with this project: the Python package cddl-verifier.
enum DocumentSchema {
    /// The interpreter that has the package, or nil. `.ci/make-venv` makes the first; the variable names another.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["HOTLINE_PYTHON"]
        let candidates = [DocumentText.root.appending(path: ".build/venv/bin/python").path] + [named].compactMap(\.self)
        return candidates.first { (try? run($0, ["-c", "import cddl_verifier"], input: ""))?.status == 0 }
    }()

    static let skipped: String = "Python with cddl-verifier is not there: make venv"

    /// Prints "ok" or the reasons, one line for each line "RULE HEX" of its input.
    private static let script = """
        import sys
        from cddl_verifier import Validator
        schema = Validator(open(sys.argv[1], encoding="utf-8").read())
        for line in sys.stdin:
            rule, data = line.split()
            result = schema.validate(bytes.fromhex(data), rule, require_deterministic=True)
            print("ok" if result else "refused: " + "; ".join(result.errors).replace("\\n", " "))
        """

    /// What the schema says of each object: "ok" or the reasons.
    static func validate(_ objects: [(rule: String, bytes: [UInt8])]) throws -> [String] {
        let input = objects.map { "\($0.rule) \(Hex.encode($0.bytes))\n" }.joined()
        let result = try run(python ?? "python3", ["-c", script, DocumentText.schemaFile.path], input: input)
        return result.output.split(separator: "\n").map(String.init)
    }

    private static func run(
        _ program: String, _ arguments: [String], input: String
    ) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hotline-\(UUID().uuidString)")
        try Data(input.utf8).write(to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: folder)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

/// A step from a CBOR item to one within it.
enum DocumentStep {
    /// An element of an array.
    case at(Int)
    /// A member of a map.
    case key(Int)
    /// The content of a tag.
    case tag
    /// The item that a byte string holds.
    case inside
}

extension CBORValue {
    /// This item with the one at `path` changed; nil removes a member or an element.
    func editing(_ path: ArraySlice<DocumentStep>, _ change: (CBORValue?) -> CBORValue?) throws -> CBORValue? {
        guard let step = path.first else { return change(self) }
        let rest = path.dropFirst()
        switch (step, self) {
        case (.at(let index), .array(var elements)):
            let new = index < elements.count ? try elements[index].editing(rest, change) : change(nil)
            elements.replaceSubrange(index..<min(index + 1, elements.count), with: new.map { [$0] } ?? [])
            return .array(elements)
        case (.key(let key), .map(var map)):
            map[key] = try map[key]?.editing(rest, change) ?? (map[key] == nil ? change(nil) : nil)
            return .map(map)
        case (.tag, .tagged(let tag, let content)):
            return try content.editing(rest, change).map { .tagged(tag, $0) }
        case (.inside, .bytes(let bytes)):
            return try CBORValue(decoding: bytes).editing(rest, change).map { .bytes($0.encoded()) }
        default:
            throw DocumentLine.Unusable()
        }
    }
}
