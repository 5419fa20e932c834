internal import HotlineCrypto
internal import HotlineProtocol

/// The one place that knows what a leaf of type 3 is.
///
/// **Seam.** The object is defined in HotlineProtocol. Until that definition is here, no leaf of type 3 is known: `leaves` gives
/// nil, and the audit says that the leaf has no known type. To join the two: verify the bytes with the owner's key and give
/// the indices of the leaves whose bodies the record says were erased.
enum ErasureRecord {
    /// The leaves whose bodies a record names as erased; nil where the bytes are no record that this version knows.
    static func leaves(_ bytes: [UInt8], owner: KeyLine, origin: LogOrigin) throws(AuditFinding) -> [UInt64]? {
        nil
    }
}
