/// What a client of `GET /v1/events` wants to hear.
public struct EventQuery: Hashable, Sendable {
    /// First what the node still remembers from this time on (RFC 3339 UTC).
    public var since: String?
    /// Only events of these names, in any order; nil for all.
    public var names: Set<NodeEvent.Name>?
    /// Whether events name their message by its id alone: the node then reads nothing to tell of it.
    public var isBrief: Bool

    /// All events from now on, with their messages.
    public init(since: String? = nil, names: Set<NodeEvent.Name>? = nil, isBrief: Bool = false) {
        self.since = since
        self.names = names
        self.isBrief = isBrief
    }

    /// Whether an event of this name is wanted.
    public func wants(_ name: NodeEvent.Name) -> Bool { names?.contains(name) ?? true }
}
