internal import HotlineProtocol
internal import HotlineStore

/// A statement that is not the next of its stream: the store knows whether it is a repetition, which is answered with the
/// receipt given before, or an equivocation, or something with a gap before it.
enum Repetition {
    static func find(
        _ verified: VerifiedStatement, on line: LineID, in store: SQLiteStore
    ) -> Result<DurableStatement, SessionFailure> {
        let statement = verified.statement
        let stored = try? store.statement(
            line: line, isOwn: false, stream: statement.stream, ordinal: statement.ordinal)
        guard let stored else { return .failure(.gap(statement.stream)) }
        guard stored.signed.bytes == verified.signed.bytes else {
            return .failure(.equivocation(held: stored.signed, offered: verified.signed))
        }
        return .success(stored.durable)
    }
}
