import Foundation
import Glibc
import HotlineControl
import Testing

extension Integration {
    /// A database that cannot be read: the daemon says so, ends, and leaves every byte as it is.
    @Suite("A database that cannot be read", .timeLimit(.minutes(5)))
    struct DamagedHomeTests {
        enum Damage: String, CaseIterable, Sendable {
            case directory, pipe, empty, halved, cutToOnePage, text, firstPageZeroed
        }

        @Test(
            "the daemon ends with the file's name and a status, and the file is untouched", arguments: Damage.allCases)
        func refused(damage: Damage) async throws {
            try await Pair.with { pair in
                try await pair.alpha.start()
                _ = try await pair.alpha.client.submit(try SubmitRequest.text("kept"))
                await pair.alpha.stop()
                let file = pair.alpha.home + "/hotline.db"
                try damage.apply(to: file)
                let before = damage == .pipe || damage == .directory ? nil : FileManager.default.contents(atPath: file)
                let daemon = try Daemon(home: pair.alpha.home, port: pair.alpha.port)
                #expect(await daemon.waitUntilReady() == false)
                #expect(await daemon.waitForEnd() != 0)
                #expect(daemon.log.contains("hotline"), "\(daemon.log)")
                #expect(daemon.log.contains(file) || daemon.log.contains("damaged"), "\(daemon.log)")
                if let before { #expect(FileManager.default.contents(atPath: file) == before) }
                var status = stat()
                #expect(lstat(file, &status) == 0, "it is still there")
                #expect(status.st_mode & S_IFMT == damage.kind)
            }
        }

        @Test(
            "a database that the daemon's user may not read is named with the reason",
            .enabled(if: Tool.setpriv != nil && geteuid() == 0, "needs root and setpriv"))
        func unreadable() async throws {
            try await Pair.with { pair in
                let home = pair.alpha.home
                let given = try await Ran.program("/bin/chown", ["-R", "65534:65534", home])
                try #require(given.status == 0, "\(given.errors)")
                let file = home + "/hotline.db"
                chmod(file, 0)
                let daemon = try Daemon(
                    home: home, port: pair.alpha.port,
                    wrapper: [try #require(Tool.setpriv), "--reuid=65534", "--regid=65534", "--clear-groups"])
                #expect(await daemon.waitUntilReady() == false)
                #expect(await daemon.waitForEnd() != 0)
                #expect(daemon.log.contains(file), "\(daemon.log)")
            }
        }
    }
}

extension Integration.DamagedHomeTests.Damage {
    var kind: mode_t {
        switch self {
        case .directory: S_IFDIR
        case .pipe: S_IFIFO
        case .empty, .halved, .cutToOnePage, .text, .firstPageZeroed: S_IFREG
        }
    }

    func apply(to file: String) throws {
        let bytes = try #require(FileManager.default.contents(atPath: file))
        unlink(file)
        switch self {
        case .directory: try #require(mkdir(file, 0o700) == 0)
        case .pipe: try #require(mkfifo(file, 0o600) == 0)
        case .empty: try write(Data(), to: file)
        case .halved: try write(bytes.prefix(bytes.count / 2), to: file)
        case .cutToOnePage: try write(bytes.prefix(4096), to: file)
        case .text: try write(Data("not a database\n".utf8), to: file)
        case .firstPageZeroed: try write(Data(count: 4096) + bytes.dropFirst(4096), to: file)
        }
    }

    private func write(_ bytes: Data, to file: String) throws {
        try bytes.write(to: URL(fileURLWithPath: file))
        chmod(file, 0o600)
    }
}

private enum Tool {
    static let setpriv = Programs.find(["/usr/bin/setpriv"])
}
