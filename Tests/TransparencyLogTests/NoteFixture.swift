import HotlineCrypto
import Testing
import TransparencyLog

/// Published notes and keys. Sources: golang/mod sumdb/note/note_test.go (commit 02c9913), C2SP signed-note, RFC 8032 section
/// 7.1. The checkpoint of `hotline.example` and its cosignature are this project's own vectors.
enum NoteFixture {
    static let peterSeed = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173"
    static let peterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let enochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    static let peterText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let peterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    static let enochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="

    static let fooKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let fooText = "This is an example message.\n"
    static let fooLine =
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="

    /// RFC 8032 section 7.1, TEST 1 and TEST 2.
    static let logSeed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    static let witnessSeed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"

    static let origin = "hotline.example/a-to-b"
    static let logKey = "hotline.example/a-to-b+8f71a380+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
    static let witness = "peer.example/b"
    static let witnessKey = "peer.example/b+66757376+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
    static let witnessTime: UInt64 = 1_679_315_147
    static let checkpointText = "hotline.example/a-to-b\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    static let logLine =
        "— hotline.example/a-to-b "
        + "j3GjgFWO7uBdVqMy9yvktbXOhfVOP2vjtoKF3twiU129KJCao4PU7uIIHzyfcweUUeMx9xMuQNMOETAu/UUjcdmTwQI="
    static let witnessLine =
        "— peer.example/b "
        + "ZnVzdgAAAABkGFDLUc+fDLUkvKgDakJ3lEsHjVOG1WmorohAfjyDUoBRzh3z+vjqLritEgZBGqSj+Z0EzTn6xR6NW8EXCe1JIugPCA=="

    static func note(_ text: String, _ lines: String...) -> [UInt8] {
        Array((text + "\n" + lines.map { $0 + "\n" }.joined()).utf8)
    }

    static func text(_ text: String) throws -> NoteText {
        try NoteText(Array(text.utf8))
    }

    static func name(_ text: String) throws -> NoteName {
        try #require(NoteName(text))
    }

    static func key(seed: String) throws -> SigningKey {
        try SigningKey(seed: #require(Hex.decode(seed)))
    }

    /// A checkpoint of the eight-leaf tree.
    static func checkpoint(origin: String = origin, size: Int = 8) throws -> Checkpoint {
        try Checkpoint(origin: name(origin), size: UInt64(size), root: EightLeafTree.roots[size])
    }
}
