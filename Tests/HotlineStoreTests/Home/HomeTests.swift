import Foundation
import Testing

@testable import HotlineStore

@Suite("The home")
struct HomeTests {
    @Test(
        "option, then environment, then the user's directory; empty values count as absent",
        arguments: [
            ("/a", ["HOTLINE_HOME": "/b", "HOME": "/c"], "/a"), (nil, ["HOTLINE_HOME": "/b", "HOME": "/c"], "/b"),
            (nil, ["HOME": "/c"], "/c/.hotline"), ("", ["HOTLINE_HOME": "", "HOME": "/c"], "/c/.hotline"),
            (nil, ["HOME": "/"], "/.hotline"), ("/a//", [:], "/a"), ("/", [:], "/"), (nil, [:], "./.hotline"),
        ] as [(String?, [String: String], String)])
    func resolve(option: String?, environment: [String: String], path: String) {
        #expect(Home.resolve(option: option, environment: environment).path == path)
    }

    @Test("every file has its place")
    func places() {
        let home = Home(path: "/h")
        #expect(home.identityKey == "/h/identity.pem")
        #expect(home.identityLine == "/h/identity.pub")
        #expect(home.configuration == "/h/config.yaml")
        #expect(home.database == "/h/hotline.db")
        #expect(home.lock == "/h/lock")
        #expect(home.runDirectory == "/h/run")
        #expect(home.socket == "/h/run/hotline.sock")
        #expect(Home(path: "/").socket == "/run/hotline.sock")
    }

    @Test("directories are made closed to others, also below directories that are missing")
    func makes() throws {
        try HomeFixture.with { parent in
            let home = Home(path: parent + "/x/y")
            try home.makeDirectories()
            try home.makeDirectories()
            #expect(try HomeFixture.mode(of: home.path) == 0o700)
            #expect(try HomeFixture.mode(of: home.runDirectory) == 0o700)
        }
    }

    @Test("an empty directory is closed to others; one with files that others can reach is refused")
    func openDirectory() throws {
        try HomeFixture.with { parent in
            let home = Home(path: parent + "/h")
            try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: false)
            try HomeFixture.chmod(home.path, 0o755)
            try home.makeDirectories()
            #expect(try HomeFixture.mode(of: home.path) == 0o700)
            try HomeFixture.chmod(home.path, 0o750)
            let refusal = HomeError.tooOpen(path: home.path, mode: 0o750, isDirectory: true)
            #expect(throws: refusal) { try home.makeDirectories() }
            #expect(refusal.description.contains("chmod 700 '\(home.path)'"))
        }
    }

    @Test("a home whose socket no program could bind to is refused before anything is made")
    func longPath() throws {
        try HomeFixture.with { parent in
            let home = Home(path: parent + "/" + String(repeating: "x", count: 100))
            let bytes = home.socket.utf8.count
            #expect(throws: HomeError.socketPathTooLong(path: home.socket, bytes: bytes)) { try home.makeDirectories() }
            #expect(!Home.hasFile(home.path))
        }
    }

    @Test("a missing home and a file in its place are told apart")
    func missing() throws {
        try HomeFixture.with { parent in
            let home = Home(path: parent + "/h")
            #expect(throws: HomeError.missing(path: home.path)) { try home.requirePrivate() }
            try Home.createFile(home.path, [])
            #expect(throws: HomeError.notDirectory(path: home.path)) { try home.requirePrivate() }
        }
    }

    @Test("a file is never replaced, and no draft of it stays behind")
    func createOnce() throws {
        try HomeFixture.with { parent in
            let path = parent + "/file"
            try Home.createFile(path, [1, 2, 3])
            #expect(throws: HomeError.exists(path: path)) { try Home.createFile(path, [4]) }
            #expect(try HomeFixture.bytes(of: path) == [1, 2, 3])
            #expect(try HomeFixture.mode(of: path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == ["file"])
        }
    }
}
