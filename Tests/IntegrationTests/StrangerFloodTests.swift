import Foundation
import Glibc
import HotlineControl
import Synchronization
import Testing

extension Integration {
    /// Crowds of strangers, while a pinned peer has something to say.
    @Suite("Floods of strangers", .timeLimit(.minutes(5)))
    struct StrangerFloodTests {
        @Test("500 who hold on and 20,000 who come and go: the peer gets in, and nothing of them is left")
        func flood() async throws {
            try await Pair.with { pair in
                // Alpha knows where beta may come from, and cannot dial it: beta has to get in.
                let key = "\(try pair.beta.keyLine())"
                #expect(try await pair.alpha.desk("peer", "add", key, "--route", "127.0.0.1:9").status == 0)
                try await pair.alpha.start()
                let daemon = try #require(await pair.alpha.daemon)
                let before = try ProcessUse.descriptors(of: daemon.processID)
                let memory = try ProcessUse.residentKiB(of: daemon.processID)
                let crowd = Crowd(port: pair.alpha.port)
                crowd.holdOn(500)
                async let passing: Void = crowd.comeAndGo(20_000)
                try await pair.beta.start()
                let request = try SubmitRequest.text("through the crowd", to: "alpha.example")
                _ = try await pair.beta.client.submit(request)
                let shown = try await pair.beta.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                await passing
                crowd.end()
                await pair.beta.kill()
                // The last of them are closed at the handshake's deadline; the API's own connections come and go.
                let over = ContinuousClock.now + .seconds(30)
                while try ProcessUse.descriptors(of: daemon.processID) > before, ContinuousClock.now < over {
                    _ = try await pair.alpha.client.status()
                }
                #expect(try ProcessUse.descriptors(of: daemon.processID) <= before)
                #expect(try ProcessUse.residentKiB(of: daemon.processID) < memory + 64 * 1024)
                let lines = daemon.log.split(separator: "\n").count { $0.contains("strangers") }
                #expect((1...20).contains(lines), "\(lines) records of 20,500 strangers")
            }
        }

        @Test("a daemon with few descriptors keeps a reserve and its session, and accepts again when there are more")
        func outOfDescriptors() async throws {
            try await Pair.with { pair in
                let prlimit = try #require(Programs.find(["/usr/bin/prlimit"]))
                try await pair.alpha.start(wrapper: [prlimit, "--nofile=96:96"])
                #expect(await pair.alpha.daemon?.hasLogged("the limit of open files is low") == true)
                try await pair.beta.start()
                let daemon = try #require(await pair.alpha.daemon)
                let first = try SubmitRequest.text("before")
                _ = try await pair.alpha.client.submit(first)
                _ = try await pair.alpha.client.wait(patiently: first.messageID, until: .receipt)
                let session = try await pair.alpha.client.status().lines.first?.session
                let crowd = Crowd(port: pair.alpha.port)
                crowd.holdOn(200)
                #expect(await daemon.hasLogged("too few descriptors are left"))
                #expect(try ProcessUse.descriptors(of: daemon.processID) < 96 - 16)
                let request = try SubmitRequest.text("meanwhile", to: "alpha.example")
                _ = try await pair.beta.client.submit(request)
                let shown = try await pair.beta.client.wait(patiently: request.messageID, until: .receipt)
                #expect(shown.state == .receipted)
                crowd.end()
                await pair.beta.kill()
                try await pair.beta.start()
                let later = try SubmitRequest.text("after", to: "alpha.example")
                _ = try await pair.beta.client.submit(later)
                let second = try await pair.beta.client.wait(patiently: later.messageID, until: .receipt)
                #expect(second.state == .receipted)
                #expect(session != nil)
            }
        }
    }
}

/// Strangers from many addresses of the loopback network, none of them the peer's.
private final class Crowd: Sendable {
    private let port: Int
    private let held = Mutex<[Int32]>([])
    private let isOver = Mutex(false)

    init(port: Int) {
        self.port = port
    }

    /// Connections that stay, and send a byte now and then; who is closed comes again.
    func holdOn(_ count: Int) {
        for number in 0..<count { add(number) }
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) { renew() }
        }
    }

    /// Waits a second for one to be closed. Those that are come again; where none is, all send a byte.
    private func renew() {
        var polled = held.withLock { $0 }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let ready = poll(&polled, nfds_t(polled.count), 1000)
        held.withLock { held in
            for (index, one) in polled.enumerated() where held.indices.contains(index) {
                if ready == 0 {
                    _ = Socket.write([0x16], to: held[index])
                } else if one.revents != 0 {
                    close(held[index])
                    held[index] = Socket.connect(port: port, from: Self.address(index)) ?? -1
                }
            }
        }
    }

    /// So many connections that are closed at once, a few beside each other.
    func comeAndGo(_ count: Int) async {
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<4 {
                group.addTask { [port] in
                    await withCheckedContinuation { done in
                        Thread.detachNewThread {
                            for number in stride(from: part, to: count, by: 4) {
                                Self.visit(port, Self.address(number))
                            }
                            done.resume()
                        }
                    }
                }
            }
        }
    }

    /// Waits a moment to be refused, so that the kernel's queue does not fill with connections that are closed already.
    private static func visit(_ port: Int, _ source: UInt32) {
        guard let descriptor = Socket.connect(port: port, from: source) else { return }
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&polled, 1, 10)
        close(descriptor)
    }

    func end() {
        isOver.withLock { $0 = true }
        held.withLock { held in
            for descriptor in held { close(descriptor) }
            held = []
        }
    }

    private func add(_ number: Int) {
        let descriptor = Socket.connect(port: port, from: Self.address(number)) ?? -1
        held.withLock { $0.append(descriptor) }
    }

    /// 127.1.x.y
    private static func address(_ number: Int) -> UInt32 { 0x7F01_0001 + UInt32(number % 20_000) }
}
