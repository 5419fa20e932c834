internal import HotlineControl

/// Holds a JSON value against ``IODEFSchema`` and names the first thing that is wrong, with its path.
///
/// The depth is bounded by ``JSONParser/maximumDepth``, and each value is visited once.
struct IODEFCheck {
    private let definition: IODEFClass
    private let path: String
    private let members: [String: JSONValue]

    /// Checks a whole document.
    static func document(_ value: JSONValue) throws(KindProblem) {
        try check(value, .document, path: "")
    }

    private static func check(_ value: JSONValue, _ name: IODEFClassName, path: String) throws(KindProblem) {
        let definition = IODEFSchema.definition(name)
        guard case .object(let members) = value else {
            throw KindProblem(path: path, "is not an object", clause: definition.clause)
        }
        let check = IODEFCheck(definition: definition, path: path, members: members)
        for member in definition.members { try check.check(member) }
        try check.checkAtLeastOne()
    }

    private func path(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private func problem(_ name: String, _ problem: String) -> KindProblem {
        KindProblem(path: path(name), problem, clause: definition.clause)
    }

    private func checkAtLeastOne() throws(KindProblem) {
        let names = definition.atLeastOneOf
        guard names.isEmpty || names.contains(where: { members[$0] != nil }) else {
            throw KindProblem(
                path: path, "has none of \(names.joined(separator: ", ")); at least one is needed",
                clause: definition.clause)
        }
    }

    private func check(_ member: IODEFClass.Member) throws(KindProblem) {
        guard let value = members[member.name] else {
            if member.isRequired { throw problem(member.name, "is missing") }
            return
        }
        switch member.form {
        case .text: _ = try text(member.name, value)
        case .dateTime: try dateTime(member.name, value)
        case .word(let words): try word(member.name, value, words)
        case .multilingual: try multilingual(member.name, value)
        case .one(let name): try Self.check(value, name, path: path(member.name))
        case .many(let name): try many(member.name, value, name)
        }
    }

    private func text(_ name: String, _ value: JSONValue) throws(KindProblem) -> String {
        guard case .string(let text) = value else { throw problem(name, "is not a string") }
        guard !text.isEmpty else { throw problem(name, "is empty") }
        return text
    }

    private func dateTime(_ name: String, _ value: JSONValue) throws(KindProblem) {
        let text = try text(name, value)
        guard RFC3339.isDateTime(text) else {
            let example = "2026-11-21T22:04:05Z"
            throw problem(name, "is \(Self.quoted(text)), not a date and time with an offset such as \(example)")
        }
    }

    private func word(_ name: String, _ value: JSONValue, _ words: [String]) throws(KindProblem) {
        let text = try text(name, value)
        guard words.contains(text) else {
            throw problem(name, "is \(Self.quoted(text)), not one of \(words.joined(separator: ", "))")
        }
        guard text == "ext-value" else { return }
        guard let own = members["ext-\(name)"] else {
            throw problem("ext-\(name)", "is missing, although \(name) is ext-value")
        }
        _ = try self.text("ext-\(name)", own)
    }

    private func multilingual(_ name: String, _ value: JSONValue) throws(KindProblem) {
        guard case .array(let elements) = value else { return try multilingualElement(name, value) }
        guard !elements.isEmpty else { throw problem(name, "is empty") }
        for (index, element) in elements.enumerated() { try multilingualElement("\(name)[\(index)]", element) }
    }

    private func multilingualElement(_ name: String, _ value: JSONValue) throws(KindProblem) {
        switch value {
        case .string: return
        case .object(let members):
            guard case .string? = members["value"] else {
                throw KindProblem(path: path(name) + ".value", "is missing", clause: "RFC 8727 section 2.2.2")
            }
        default:
            throw KindProblem(
                path: path(name), "is neither a string nor an object with a value", clause: "RFC 8727 section 2.2.2")
        }
    }

    private func many(_ name: String, _ value: JSONValue, _ element: IODEFClassName) throws(KindProblem) {
        guard case .array(let elements) = value else { throw problem(name, "is not an array") }
        guard !elements.isEmpty else { throw problem(name, "is empty; at least one is needed") }
        for (index, value) in elements.enumerated() {
            try Self.check(value, element, path: "\(path(name))[\(index)]")
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"\(SafeText.escape(text, limit: 64))\""
    }
}
