import Foundation
import Testing

@testable import HotlineNode

/// A part of the smallest notice, what stands in its place, and the beginning of what the error must say.
private struct Damage: CustomTestStringConvertible, Sendable {
    let part: String
    let replacement: String
    let says: String

    init(_ part: String, _ replacement: String, says: String) {
        self.part = part
        self.replacement = replacement
        self.says = says
    }

    var testDescription: String { says }
}

private let incidentClause = "(RFC 8727 section 6, RFC 7970 section 3.2)"
private let generation = "\"GenerationTime\":\"2015-07-18T09:00:00-05:00\""

@Suite("Kind notice")
struct NoticeKindTests {
    private func problem(_ text: String, mediaType: String = "application/json") -> String? {
        do {
            try NoticeKind().check(body: Array(text.utf8), mediaType: mediaType)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("the smallest notice of RFC 8727 is taken, in either spelling of the version")
    func minimal() {
        #expect(problem(NoticeFixtures.minimal) == nil)
        #expect(problem(NoticeFixtures.minimal(replacing: "\"2.0\"", with: "\"2.00\"")) == nil)
    }

    @Test("the shipped examples are taken", arguments: ["incident.json", "incident-update.json"])
    func examples(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "Docs/Examples/\(name)"))
        #expect(problem(String(decoding: data, as: UTF8.self)) == nil)
    }

    @Test(
        "application/json and every +json type are taken",
        arguments: ["application/json", "application/iodef+json", "Application/JSON; charset=utf-8"])
    func mediaTypes(_ type: String) {
        #expect(problem(NoticeFixtures.minimal, mediaType: type) == nil)
    }

    @Test(
        "another media type is refused", arguments: ["text/plain", "application/xml", "json", "", "application/jsonx"])
    func otherMediaTypes(_ type: String) {
        #expect(problem(NoticeFixtures.minimal, mediaType: type)?.contains("media type") == true)
    }

    @Test("what is missing or wrong is named with its path", arguments: damages)
    private func damaged(_ row: Damage) {
        let text = NoticeFixtures.minimal(replacing: row.part, with: row.replacement)
        #expect(problem(text)?.hasPrefix(row.says) == true, "\(problem(text) ?? "nothing")")
    }

    @Test("the issue's own sentence: what is missing is named with path and clause")
    func sentence() {
        let text = NoticeFixtures.minimal(replacing: generation + ",", with: "")
        #expect(problem(text) == "Incident[0].GenerationTime is missing \(incidentClause)")
    }

    @Test("ext-value is taken with its own word")
    func extended() {
        let text = NoticeFixtures.minimal(
            replacing: "\"purpose\":\"reporting\"", with: "\"purpose\":\"ext-value\",\"ext-purpose\":\"drill\"")
        #expect(problem(text) == nil)
    }

    @Test("any one further member makes a contact")
    func contactMembers() {
        for member in ["\"Timezone\":\"Z\"", "\"ContactName\":[\"Duty\"]", "\"Description\":\"desk\""] {
            let text = NoticeFixtures.minimal(
                replacing: "\"Email\":[{\"EmailTo\":\"contact@csirt.example.com\"}]", with: member)
            #expect(problem(text) == nil)
        }
    }

    @Test("an error that quotes the body is one harmless line")
    func safe() {
        let text = NoticeFixtures.minimal(replacing: "reporting", with: "a\\n\\u001b[2J\\u202e")
        let problem = problem(text)
        #expect(problem?.unicodeScalars.contains(where: SafeText.isUnsafe) == false)
    }
}

private let damages: [Damage] = [
    Damage("\"version\":\"2.0\",", "", says: "version is missing"),
    Damage("\"version\":\"2.0\"", "\"version\":2.0", says: "version is not a string"),
    Damage("\"version\":\"2.0\"", "\"version\":\"1.0\"", says: "version is \"1.0\", not one of 2.0, 2.00"),
    Damage("\"Incident\"", "\"incident\"", says: "Incident is missing"),
    Damage("\"purpose\":\"reporting\",", "", says: "Incident[0].purpose is missing"),
    Damage("reporting", "reportng", says: "Incident[0].purpose is \"reportng\", not one of traceback, mitigation"),
    Damage("reporting", "Reporting", says: "Incident[0].purpose is \"Reporting\", not one of"),
    Damage("reporting", "ext-value", says: "Incident[0].ext-purpose is missing, although purpose is ext-value"),
    Damage(
        "\"purpose\":\"reporting\"", "\"purpose\":\"ext-value\",\"ext-purpose\":\"\"",
        says: "Incident[0].ext-purpose is empty"),
    Damage("\"private\"", "\"secret\"", says: "Incident[0].restriction is \"secret\", not one of public"),
    Damage("\"restriction\":\"private\"", "\"status\":\"old\"", says: "Incident[0].status is \"old\", not one of new"),
    Damage("\"restriction\":\"private\"", "\"EndTime\":\"now\"", says: "Incident[0].EndTime is \"now\", not a date"),
    Damage("\"id\":\"492382\",", "", says: "Incident[0].IncidentID.id is missing"),
    Damage("\"id\":\"492382\"", "\"id\":492382", says: "Incident[0].IncidentID.id is not a string"),
    Damage("\"csirt.example.com\"", "\"\"", says: "Incident[0].IncidentID.name is empty"),
    Damage(
        "{\"id\":\"492382\",\"name\":\"csirt.example.com\"}", "\"492382\"",
        says: "Incident[0].IncidentID is not an object"),
    Damage(generation, "\"GenerationTime\":null", says: "Incident[0].GenerationTime is not a string"),
    Damage("2015-07-18T09:00:00-05:00", "2015-07-18", says: "Incident[0].GenerationTime is \"2015-07-18\", not a date"),
    Damage("09:00:00-05:00", "09:00:00", says: "Incident[0].GenerationTime is \"2015-07-18T09:00:00\", not a date"),
    Damage("\"Contact\":[", "\"Contact\":[],\"x\":[", says: "Incident[0].Contact is empty; at least one is needed"),
    Damage("\"Contact\":[", "\"Contact\":{},\"x\":[", says: "Incident[0].Contact is not an array"),
    Damage("\"Contact\":[", "\"Contact\":[7,", says: "Incident[0].Contact[0] is not an object"),
    Damage("\"role\":\"creator\",", "", says: "Incident[0].Contact[0].role is missing"),
    Damage("\"creator\"", "\"boss\"", says: "Incident[0].Contact[0].role is \"boss\", not one of creator"),
    Damage("\"type\":\"organization\",", "", says: "Incident[0].Contact[0].type is missing"),
    Damage("\"EmailTo\"", "\"emailTo\"", says: "Incident[0].Contact[0].Email[0].EmailTo is missing"),
    Damage("\"Email\":[{", "\"x\":[{", says: "Incident[0].Contact[0] has none of ContactName, ContactTitle"),
    Damage(
        "\"Email\":[", "\"Description\":[{\"lang\":\"en\"}],\"Email\":[",
        says: "Incident[0].Contact[0].Description[0].value is missing"),
    Damage(
        "\"Email\":[", "\"Contact\":[{\"role\":\"irt\",\"type\":\"person\"}],\"Email\":[",
        says: "Incident[0].Contact[0].Contact[0] has none of"),
    Damage(
        "\"purpose\":\"reporting\"", "\"purpose\":\"watch\",\"purpose\":\"other\"",
        says: "the body is not JSON: an object has two members of one name"),
    Damage("}]}]}]}", "}]}]}]", says: "the body is not JSON: it ends too early"),
]
