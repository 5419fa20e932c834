import Foundation
import HotlineControl
import HotlineStore
import Testing

@testable import HotlineNode

@Suite("A database that is damaged while the node runs")
struct DamagedStoreTests {
    @Test("what meets the damage is answered by name, with what to do; the node goes on")
    func named() async throws {
        let bench = try LineBench()
        _ = try await bench.pin()
        try Self.overwritePages(of: bench.home)
        let error = await #expect(throws: ControlError.self) {
            try await bench.control.messages(MessageQuery(box: .inbox))
        }
        #expect(error?.code == .storeDamaged && error?.httpStatus == 500)
        #expect(error?.remedy?.contains("hotline audit verify") == true)
        #expect(try await bench.control.peers().peers.map(\.name) == ["alpha.example"])
    }

    /// All but the first page, which every connection reads first, to bytes that are no page of SQLite's.
    private static func overwritePages(of home: Home) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: home.database))
        defer { try? file.close() }
        let size = try file.seekToEnd()
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 4096))
    }
}
