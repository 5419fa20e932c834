internal import HotlineProtocol
internal import HotlineStore

/// A statement that is not the next of its stream: the store knows whether it is a repetition, which is answered with the
/// receipt given before, or an equivocation, or something with a gap before it.
enum Repetition {
    /// - Throws: `SessionFailure` for what the peer did, `StoreError` where the store cannot tell.
    static func find(_ verified: VerifiedStatement, on line: LineID, in store: SQLiteStore) throws -> StoredMessage {
        let statement = verified.statement
        let stored = try store.statement(
            line: line, isOwn: false, stream: statement.stream, ordinal: statement.ordinal)
        guard let stored else { throw SessionFailure.gap(statement.stream) }
        guard stored.signed.bytes == verified.signed.bytes else {
            throw SessionFailure.equivocation(held: stored.signed, offered: verified.signed)
        }
        return stored
    }
}
