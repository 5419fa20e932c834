import Foundation
import Testing

@testable import HotlineTransport

#if canImport(Glibc)
    import Glibc
#endif

/// In a process of its own: the limit is the process's, and these tests lower it.
@Suite("The reserve of descriptors", .serialized)
struct DescriptorReserveTests {
    @Test("lines are refused before the desk is, and both are let in again when there are descriptors")
    func order() async {
        await #expect(processExitsWith: .success) {
            // Whatever it has from the process that started it stays below.
            let highest = (Int32(0)..<4096).last { fcntl($0, F_GETFD) != -1 } ?? 2
            let limit = highest + 200
            var lowered = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &lowered)
            precondition(!DescriptorReserve.fromLines.isReached && !DescriptorReserve.fromDesks.isReached)
            var taken: [Int32] = []
            func take(upTo number: Int32) {
                while case let next = open("/", O_RDONLY), next >= 0 {
                    taken.append(next)
                    if next == number { return }
                }
            }
            take(upTo: limit - Int32(TransportLimits.descriptorsKept) - 2)
            precondition(!DescriptorReserve.fromLines.isReached)
            take(upTo: limit - Int32(TransportLimits.descriptorsKept) - 1)
            precondition(DescriptorReserve.fromLines.isReached && !DescriptorReserve.fromDesks.isReached)
            take(upTo: limit - Int32(TransportLimits.descriptorsKept) / 2 - 1)
            precondition(DescriptorReserve.fromDesks.isReached)
            for descriptor in taken { close(descriptor) }
            precondition(!DescriptorReserve.fromLines.isReached)
        }
    }

    /// For a moment only: libdispatch ends a process that it finds without a descriptor.
    @Test("where none is left both are refused")
    func none() async {
        await #expect(processExitsWith: .success) {
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var some = rlimit()
            getrlimit(resource, &some)
            var none = rlimit(rlim_cur: 0, rlim_max: some.rlim_max)
            setrlimit(resource, &none)
            let isReached = (DescriptorReserve.fromLines.isReached, DescriptorReserve.fromDesks.isReached)
            setrlimit(resource, &some)
            precondition(isReached == (true, true) && !DescriptorReserve.fromDesks.isReached)
        }
    }

    @Test("the limit is raised to what the system allows")
    func raised() async {
        await #expect(processExitsWith: .success) {
            var lowered = rlimit(rlim_cur: 100, rlim_max: 300)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &lowered)
            precondition(DescriptorReserve.raiseLimit() == 300)
        }
    }
}
