#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Descriptors that connections leave to the rest of the process.
///
/// A process that cannot open a file can do less than it seems: the database opens its readers, and on Linux the thread pool
/// below Swift's tasks opens a file of `/proc` every second while it is busy, and ends the process where it cannot. So no
/// connection takes the last descriptors: first those of lines are refused, by name, then those of the local API.
public struct DescriptorReserve: Sendable {
    /// Kept from connections of lines, accepted or dialled.
    public static let fromLines = DescriptorReserve(keeping: TransportLimits.descriptorsKept)
    /// Kept from connections of the local API too: the desk gets in where strangers hold all others.
    public static let fromDesks = DescriptorReserve(keeping: TransportLimits.descriptorsKept / 2)

    private let kept: UInt

    private init(keeping kept: Int) {
        self.kept = UInt(kept)
    }

    /// Whether no more than the reserve is left. The system gives the lowest number that is free, so a high one says that
    /// almost all below it are taken.
    public var isReached: Bool {
        let lowest = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Where a sandbox forbids the question there is no answer, and nobody is refused for that.
        guard lowest >= 0 else { return errno == EMFILE || errno == ENFILE }
        close(lowest)
        return UInt(lowest) + kept >= Self.limit
    }

    /// The descriptors that this process may have; what the system would let it have, it takes.
    @discardableResult
    public static func raiseLimit() -> UInt {
        var (limits, resource) = (rlimit(), Self.resource)
        guard getrlimit(resource, &limits) == 0 else { return limit }
        limits.rlim_cur = limits.rlim_max
        setrlimit(resource, &limits)
        return limit
    }

    private static var limit: UInt {
        var limits = rlimit()
        return getrlimit(resource, &limits) == 0 ? UInt(limits.rlim_cur) : 0
    }

    #if os(Linux)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_NOFILE }
    #endif
}
