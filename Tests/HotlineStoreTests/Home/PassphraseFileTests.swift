import Foundation
import Testing

@testable import HotlineStore

@Suite("The passphrase's file")
struct PassphraseFileTests {
    @Test("its first line counts, without its end")
    func firstLine() throws {
        try HomeFixture.with { parent in
            let path = parent + "/p"
            for text in ["secret", "secret\n", "secret\r\n", "secret\nmore\n"] {
                try HomeFixture.write(text, to: path)
                #expect(try PassphraseFile.read(path) == Array("secret".utf8))
            }
        }
    }

    @Test("an empty file, a long one, and one that others can read are refused")
    func refusals() throws {
        try HomeFixture.with { parent in
            let path = parent + "/p"
            try HomeFixture.write("\n", to: path)
            #expect(throws: HomeError.emptyPassphrase(path: path)) { try PassphraseFile.read(path) }
            try HomeFixture.write(String(repeating: "x", count: PassphraseFile.limit + 1), to: path)
            #expect(throws: HomeError.tooLarge(path: path, limit: PassphraseFile.limit)) {
                try PassphraseFile.read(path)
            }
            try HomeFixture.write("secret", to: path, mode: 0o644)
            #expect(throws: HomeError.tooOpen(path: path, mode: 0o644, isDirectory: false)) {
                try PassphraseFile.read(path)
            }
        }
    }

    @Test("option, then configuration, then environment, then systemd's credentials; none is no passphrase")
    func order() throws {
        try HomeFixture.with { parent in
            for name in ["option", "configured", "variable"] { try HomeFixture.write(name, to: parent + "/" + name) }
            // systemd shows its credentials with an access list, which looks like mode 0440.
            try HomeFixture.write("credential", to: parent + "/" + PassphraseFile.credential, mode: 0o440)
            let environment = [PassphraseFile.variable: parent + "/variable", "CREDENTIALS_DIRECTORY": parent]
            let (option, configured) = (parent + "/option", parent + "/configured")
            func resolve(_ option: String?, _ configured: String?, _ environment: [String: String]) throws -> String? {
                try PassphraseFile.resolve(option: option, configured: configured, environment: environment)
                    .map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(try resolve(option, configured, environment) == "option")
            #expect(try resolve(nil, configured, environment) == "configured")
            #expect(try resolve(nil, nil, environment) == "variable")
            #expect(try resolve(nil, nil, ["CREDENTIALS_DIRECTORY": parent]) == "credential")
            #expect(try resolve(nil, nil, ["CREDENTIALS_DIRECTORY": "/none"]) == nil)
            #expect(try resolve("", "", [:]) == nil)
        }
    }
}
