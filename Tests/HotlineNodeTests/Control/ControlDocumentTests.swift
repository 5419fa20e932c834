import Foundation
import HTTPTypes
import HotlineControl
import Testing

@testable import HotlineNode

/// Docs/openapi.yaml and Docs/ControlAPI.md against the code.
@Suite struct ControlDocumentTests {
    static func document(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("Docs").appendingPathComponent(name), encoding: .utf8)
    }

    /// `GET /v1/peers/{name}` for each operation that the file describes.
    static func documentedRoutes() throws -> Set<String> {
        var routes: Set<String> = []
        var path = ""
        for line in try document("openapi.yaml").split(separator: "\n") {
            if line.hasPrefix("  /v1/") { path = line.dropFirst(2).dropLast().description }
            if line.hasPrefix("components:") { break }
            for method in ["get", "post", "put", "delete", "patch", "head"] where line == "    \(method):" {
                routes.insert(method.uppercased() + " " + path)
            }
        }
        return routes
    }

    @Test("the description has every route that the server has, and no other")
    func routes() throws {
        let routes = ControlRoutes(
            operations: FakeNode(), logger: ControlServerHarness.silent, settings: ControlServerSettings())
        let served = routes.table.map { route in
            let segments = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0[...] }
            return route.method.rawValue + " /" + segments.joined(separator: "/")
        }
        #expect(served.count == 27)
        #expect(Set(served) == (try Self.documentedRoutes()))
    }

    @Test("both documents name every error code", arguments: ControlError.Code.allCases)
    func codes(code: ControlError.Code) throws {
        #expect(try Self.document("openapi.yaml").contains("                - \(code.rawValue)\n"))
        #expect(try Self.document("ControlAPI.md").contains("`\(code.rawValue)`"))
    }

    @Test("the description names every event", arguments: NodeEvent.Name.allCases)
    func events(name: NodeEvent.Name) throws {
        #expect(try Self.document("openapi.yaml").contains("            - \(name.rawValue)\n"))
    }

    @Test("the description has every field of every request")
    func requestFields() throws {
        let text = try Self.document("openapi.yaml")
        let requests: [(String, Set<String>)] = [
            ("AddPeerRequest", AddPeerRequest.fieldNames), ("VerifyPeerRequest", VerifyPeerRequest.fieldNames),
            ("AddRouteRequest", AddRouteRequest.fieldNames),
            ("SubmitRequest", SubmitRequest.fieldNames), ("AcknowledgeRequest", AcknowledgeRequest.fieldNames),
            ("EraseRequest", EraseRequest.fieldNames),
        ]
        for (name, fields) in requests {
            let start = try #require(text.firstRange(of: "    \(name):\n")).upperBound
            let lines = text[start...].split(separator: "\n").prefix { $0.hasPrefix("     ") }
            // Properties are the names at this depth; entries of `oneOf` are dashes.
            let names = lines.filter { $0.hasPrefix("        ") }.map { $0.dropFirst(8) }
                .filter { !$0.hasPrefix(" ") && !$0.hasPrefix("- ") }
            #expect(Set(names.map { $0.prefix { $0 != ":" }.description }) == fields)
        }
    }
}
