public import HotlineProtocol

/// What a commit does to bodies that are still on their way.
public enum SpoolChange: Hashable, Sendable {
    /// Keeps a part; the first one opens the spool.
    case keep(SpoolID, line: LineID, part: BodyPart)
    /// Lets go of the next `StoreLimits.discardedParts` parts: no statement will come with them.
    case discard(SpoolID)
}
