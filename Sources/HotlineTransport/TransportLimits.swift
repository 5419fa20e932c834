/// The limits of the sockets' layer, by name.
public enum TransportLimits {
    /// Names that may be looked up at once, over all lines; each blocks a thread.
    public static let lookupThreads = 16
}
