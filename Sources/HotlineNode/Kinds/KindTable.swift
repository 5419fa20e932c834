/// The kinds that a node understands. The table is open: a program that embeds the node may add rows.
public struct KindTable: Sendable {
    /// The kinds of version 1.
    public static let builtIn = KindTable([
        NoticeKind(),
        FreeTextKind(),
        TestKind(),
        ServiceKind(),
        AcknowledgementKind(),
        RefusalKind(),
    ])

    /// The rows in the order in which help lists them.
    public let rows: [any MessageKind]

    /// A table of these rows. Of two rows with one name the first counts.
    public init(_ rows: [any MessageKind]) {
        self.rows = rows
    }

    /// The names of all kinds, in the order of the rows.
    public var names: [String] { rows.map { type(of: $0).name } }

    /// The kind of that name; nil when this node does not know it.
    public subscript(name: String) -> (any MessageKind)? {
        rows.first { type(of: $0).name == name }
    }
}
