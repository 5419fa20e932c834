internal import HotlineCrypto

/// Where a statement stands beside the last one held of its stream (invariant 3).
enum StreamOrder {
    enum Place: Hashable {
        /// It follows: the next number of the epoch, or the first of a new epoch, and it names the last one's digest.
        case next
        /// It is numbered at or below what is held, or belongs to another epoch that does not follow: it may be a
        /// repetition, and the store knows.
        case earlier
        /// Numbers are missing before it.
        case gap
        /// It has the next number and names another statement as the one before.
        case broken
    }

    static func place(of signed: SignedStatement, after tail: StreamTail?) -> Place {
        let ordinal = signed.statement.ordinal
        let follows = signed.statement.previous == tail?.digest ?? .zero
        guard let tail, tail.ordinal.epoch == ordinal.epoch else {
            return ordinal.sequence == 1 && follows ? .next : tail == nil ? .gap : .earlier
        }
        if ordinal.sequence <= tail.ordinal.sequence { return .earlier }
        guard ordinal.sequence == tail.ordinal.sequence + 1 else { return .gap }
        return follows ? .next : .broken
    }
}
