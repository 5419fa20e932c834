import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HotlineTransport

@Suite("Looking up names", .timeLimit(.minutes(5)))
struct NameLookupTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.any()

    @Test("an address is no question, of either family")
    func addresses() async throws {
        let lookups = NameLookups { _ in throw TransportError.closed }
        for text in ["192.0.2.7", "2001:db8::7"] {
            #expect(try await lookups.addresses(of: text, on: loop).get().map(\.ipAddress) == [text])
        }
    }

    @Test("neither an answer nor a failure is kept: every dial asks anew")
    func anew() async throws {
        let asked = Mutex(0)
        let lookups = NameLookups { _ in
            let count = asked.withLock { count in
                count += 1
                return count
            }
            guard count > 1 else { throw TransportError.unknownName("peer.example", reason: "not yet") }
            return [try SocketAddress(ipAddress: "192.0.2.\(count)", port: 0)]
        }
        await #expect(throws: TransportError.self) { try await lookups.addresses(of: "peer.example", on: loop).get() }
        for number in 2...3 {
            let found = try await lookups.addresses(of: "peer.example", on: loop).get()
            #expect(found.map(\.ipAddress) == ["192.0.2.\(number)"])
        }
    }

    @Test("a name whose question hangs is asked once, and holds up no other name")
    func hanging() async throws {
        let answer = DispatchSemaphore(value: 0)
        let asked = Mutex(0)
        let lookups = NameLookups { host in
            if host == "dead.example" {
                asked.withLock { $0 += 1 }
                answer.wait()
            }
            return [try SocketAddress(ipAddress: "192.0.2.1", port: 0)]
        }
        let dead = (0..<100).map { _ in lookups.addresses(of: "dead.example", on: loop) }
        #expect(try await lookups.addresses(of: "alive.example", on: loop).get().count == 1)
        answer.signal()
        for future in dead { #expect(try await future.get().count == 1) }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test("the system knows the loopback's name, and says which name it does not know")
    func system() async throws {
        let lookups = NameLookups()
        let found = try await lookups.addresses(of: "localhost", on: loop).get()
        #expect(found.contains { $0.ipAddress == "127.0.0.1" || $0.ipAddress == "::1" })
        let error = await #expect(throws: TransportError.self) {
            try await lookups.addresses(of: "no such name.invalid", on: loop).get()
        }
        #expect(error?.description.contains("no such name.invalid") == true)
    }
}
