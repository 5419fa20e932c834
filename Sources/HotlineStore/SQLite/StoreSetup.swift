import Foundation
public import HotlineCrypto
import HotlineProtocol

/// Making a node's database when its home is made.
public enum StoreSetup {
    /// Makes the database of a home; one that is there is checked and left as it is.
    /// - Throws: `StoreError.wrongNode` where it belongs to another identity, and the others of opening.
    public static func createDatabase(home: Home, identity: KeyLine) throws(StoreError) {
        try SQLiteStore.create(home: home, identity: identity, at: .now)
    }
}

extension UTCTime {
    /// The system's clock.
    static var now: UTCTime {
        UTCTime(milliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1000)))
    }
}
