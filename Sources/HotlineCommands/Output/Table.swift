/// Records of the same fields. Every field passes ``TerminalText/escape(_:)`` here and nowhere else.
struct Table {
    /// A field and what its colour says.
    struct Cell: ExpressibleByStringInterpolation {
        let text: String
        let meaning: Style.Meaning?

        init(_ text: String, _ meaning: Style.Meaning? = nil) {
            self.text = TerminalText.escape(text)
            self.meaning = meaning
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// The columns' names, shown on a terminal only.
    let header: [String]
    /// As many cells each as there are columns.
    var rows: [[Cell]]

    /// Aligned with a header on a terminal; else one record a line, its fields apart by tabs, an empty one as `-`.
    func text(_ style: Style) -> String {
        guard style.isTable else {
            return rows.map { row in
                row.map { $0.text.isEmpty ? "-" : $0.text }.joined(separator: "\t")
            }.joined(separator: "\n")
        }
        let widths = header.indices.map { column in
            max(header[column].count, rows.map { $0[column].text.count }.max() ?? 0)
        }
        let head = line(header.map { Cell($0, .quiet) }, widths, style)
        return ([head] + rows.map { line($0, widths, style) }).joined(separator: "\n")
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
        let last = cells.count - 1
        return cells.indices.map { column in
            let cell = cells[column]
            let gap = column == last ? 0 : widths[column] - cell.text.count + 2
            return style.paint(cell.text, cell.meaning) + String(repeating: " ", count: gap)
        }.joined()
    }
}

/// One thing's fields, a line each: `name  value`. Every value passes ``TerminalText/escape(_:)`` here.
struct FieldList {
    private var fields: [(name: String, cell: Table.Cell)] = []

    /// Adds a field; absent values are left out.
    mutating func add(_ name: String, _ value: String?, _ meaning: Style.Meaning? = nil) {
        if let value { fields.append((name, Table.Cell(value, meaning))) }
    }

    /// The fields, their values aligned.
    func text(_ style: Style) -> String {
        let width = fields.map(\.name.count).max() ?? 0
        return fields.map { name, cell in
            let gap = String(repeating: " ", count: width - name.count + 2)
            return style.paint(name, .quiet) + gap + style.paint(cell.text, cell.meaning)
        }.joined(separator: "\n")
    }
}
