import Foundation
import Glibc
import HotlineControl
import Testing

extension Integration {
    /// A home on a small disk that is really full, or nearly.
    @Suite(
        "A full disk under a daemon", .timeLimit(.minutes(5)),
        .enabled(if: SmallDisk.canMount, "needs root, mount and umount"))
    struct FullHomeTests {
        @Test("submitting is refused by name, the peer's statement is not receipted, and with space all of it passes")
        func full() async throws {
            try await Pair.with { pair in
                try await SmallDisk.under(pair.beta.home, megabytes: 256) { disk in
                    try await pair.startBoth()
                    let process = try #require(await pair.beta.daemon).processID
                    let before = try await HostilePeerTests.send(from: pair.alpha, to: "beta.example")
                    try disk.fill()
                    let refused = try Self.large(to: "alpha.example")
                    let failure = await #expect(throws: ControlClientError.self) {
                        try await pair.beta.client.submit(refused)
                    }
                    guard case .node(let answer) = failure else {
                        Issue.record("\(String(describing: failure))"); return
                    }
                    #expect(answer.code == .storeFull && answer.messageID == refused.messageID)
                    let waiting = try Self.large(to: "beta.example")
                    _ = try await pair.alpha.client.submit(waiting)
                    try #require(await pair.alpha.daemon?.hasLogged("unavailable") == true)
                    #expect(try await pair.alpha.client.message(id: waiting.messageID).state == .queued)

                    try disk.free()
                    _ = try await pair.beta.client.submit(refused)
                    for (node, id) in [(pair.alpha, waiting.messageID), (pair.beta, refused.messageID)] {
                        let shown = try await node.client.wait(patiently: id, until: .receipt)
                        #expect(shown.receipt?.verified == true)
                    }
                    #expect(await pair.beta.daemon?.processID == process && kill(process, 0) == 0)
                    #expect(await pair.beta.stop() == 0)
                    try await pair.beta.start()
                    let kept = try await HostilePeerTests.messages(of: pair.beta)
                    #expect(Set(kept) == [before.id, refused.messageID, waiting.messageID])
                    await pair.beta.stop()
                }
            }
        }

        @Test(
            "a node with little space left lets its peer wait in one session, still sends and takes receipts, and takes all of it when there is space"
        )
        func low() async throws {
            try await Pair.with { pair in
                try await SmallDisk.under(pair.beta.home, megabytes: 256) { disk in
                    try disk.fill(butFor: 64)
                    try await pair.startBoth()
                    let (alpha, beta) = (pair.alpha.client, pair.beta.client)
                    try #require(await pair.beta.daemon?.hasLogged("too little space is free") == true)
                    let waiting = try (0..<3).map { try SubmitRequest.text("\($0)") }
                    for request in waiting { _ = try await alpha.submit(request) }
                    // Its own messages go out, and the receipts for them come in.
                    let own = try SubmitRequest.text("from the full one", to: "alpha.example")
                    _ = try await beta.submit(own)
                    let shown = try await beta.wait(patiently: own.messageID, until: .receipt)
                    #expect(shown.state == .receipted)
                    let status = try await beta.status()
                    #expect(!status.granting && status.grantingReason == .noSpace)
                    let before = try #require(try await alpha.status().lines.first)
                    #expect(before.state == .connected && before.queued == 3)

                    try disk.free()
                    for request in waiting {
                        let shown = try await alpha.wait(patiently: request.messageID, until: .receipt)
                        #expect(shown.state == .receipted)
                    }
                    #expect(try await beta.status().granting)
                    // All of it was one session: nobody dialled again and again.
                    let after = try #require(try await alpha.status().lines.first)
                    #expect(after.session == before.session && after.connectedSince == before.connectedSince)
                    let log = await pair.beta.daemon?.log ?? ""
                    #expect(log.components(separatedBy: "too little space is free").count == 2)
                    #expect(log.components(separatedBy: "space is free again").count == 2)
                    await pair.beta.stop()
                }
            }
        }

        private static func large(to peer: String) throws -> SubmitRequest {
            try SubmitRequest.text(String(repeating: "x", count: 1 << 20), to: peer)
        }
    }
}

/// A file system in memory of a given size, mounted over a directory with what was in it.
private struct SmallDisk {
    static let mount = Programs.find(["/usr/bin/mount", "/bin/mount"])
    static let umount = Programs.find(["/usr/bin/umount", "/bin/umount"])
    static var canMount: Bool { geteuid() == 0 && mount != nil && umount != nil }

    let path: String
    private var ballast: String { path + "/ballast" }

    static func under(_ path: String, megabytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        let (files, aside) = (FileManager.default, path + ".aside")
        try files.moveItem(atPath: path, toPath: aside)
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        let options = "size=\(megabytes)m,mode=0700"
        let made = try await Ran.program(
            try #require(mount), ["-t", "tmpfs", "-o", options, "tmpfs", path])
        try #require(made.status == 0, "\(made.errors)")
        do {
            for name in try files.contentsOfDirectory(atPath: aside) {
                try files.copyItem(atPath: aside + "/" + name, toPath: path + "/" + name)
            }
            try await body(SmallDisk(path: path))
        } catch {
            _ = try await Ran.program(try #require(umount), ["-l", path])
            throw error
        }
        _ = try await Ran.program(try #require(umount), ["-l", path])
    }

    /// Writes until so many megabytes are left.
    func fill(butFor megabytes: UInt64) throws {
        let descriptor = open(ballast, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 65_536)
        var status = statvfs()
        while fstatvfs(descriptor, &status) == 0, UInt64(status.f_bavail) * UInt64(status.f_frsize) > megabytes << 20 {
            try #require(write(descriptor, block, block.count) > 0)
        }
    }

    /// Writes until nothing more goes in.
    func fill() throws {
        let descriptor = open(ballast, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [65_536, 4096, 1] {
            let block = [UInt8](repeating: 0, count: size)
            while write(descriptor, block, size) > 0 {}
        }
    }

    func free() throws { try FileManager.default.removeItem(atPath: ballast) }
}
