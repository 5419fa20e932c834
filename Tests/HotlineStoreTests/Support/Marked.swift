import Foundation
import HotlineCrypto
import HotlineProtocol

@testable import HotlineStore

/// A message with random marks in its content and its salt, by which its bytes are found wherever they are.
struct Marked {
    let submission: Submission
    let marks: [[UInt8]]

    /// A message of about that size: a mark at the beginning, at the end and at each part's end, and the salt.
    init(_ line: TestLine, size: Int) throws {
        var submission = try line.submission("")
        let salt = try secureRandomBytes(Limits.saltBytes)
        var (content, marks) = ([UInt8](repeating: 0x2E, count: size), [salt])
        let starts = [0, size - 16] + stride(from: Limits.partBytes - 8, to: size - 32, by: Limits.partBytes)
        for start in Set(starts.filter { $0 >= 0 }) {
            let mark = try secureRandomBytes(16)
            content.replaceSubrange(start..<start + 16, with: mark)
            // One that stands over the border of two parts is in neither.
            let isDivided = start / Limits.partBytes != (start + 15) / Limits.partBytes
            marks += isDivided ? [Array(mark[..<8]), Array(mark[8...])] : [mark]
        }
        submission.body = try present(SaltedBody(salt: salt, content: content))
        (self.submission, self.marks) = (submission, marks)
    }
}

extension TestNode {
    /// How many of the marks the database file and its write-ahead log hold, pages of the free list with them.
    func found(_ marks: [[UInt8]]) throws -> Int {
        try Self.found(marks, in: home)
    }

    static func found(_ marks: [[UInt8]], in home: Home) throws -> Int {
        let files = try ["", "-wal"].map { home.database + $0 }.filter { FileManager.default.fileExists(atPath: $0) }
            .map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        return marks.count { mark in files.contains { $0.range(of: Data(mark)) != nil } }
    }
}

extension TestLine {
    /// Alpha says it, beta takes it in, alpha has the receipt.
    @discardableResult
    func exchange(_ submissions: [Submission]) async throws -> [StoredMessage] {
        let spooled = try submissions.enumerated().map { number, submission in
            guard submission.body.content.count > Limits.partBytes else { return submission }
            var spooled = submission
            spooled.spool = SpoolID(rawValue: try alpha.store.lastSpool().rawValue + 1 + Int64(number))
            return spooled
        }
        for submission in spooled {
            guard let spool = submission.spool else { continue }
            for index in 0..<BodyPart.count(ofSize: submission.body.content.count) {
                let part = SpoolChange.keep(spool, line: alphaLine.id, part: submission.body.part(index))
                _ = try await alpha.store.commit([], spools: [part])
                _ = try await beta.store.commit(
                    [], spools: [.keep(spool, line: betaLine.id, part: submission.body.part(index))])
            }
        }
        try await receipt(try await deliver(try await say(spooled)))
        return try submissions.map { try present(try alpha.store.message($0.messageID, isOwn: true)) }
    }

    /// Alpha commits the record of an erasure and the removal with it.
    @discardableResult
    func erase(
        _ leaves: Set<UInt64>, because reason: ErasureReason = .request(officer: "A. Ivanova", note: "request 17")
    ) async throws -> DurableBatch {
        let before = alphaLedger
        do {
            try alphaLedger.erase(leaves, because: reason, key: alpha.key, at: time)
            return try await Self.commit(alphaLedger.seal(at: tick()), alpha)
        } catch {
            alphaLedger = before
            throw error
        }
    }
}
