import Foundation

/// The smallest notice, RFC 8727 figure 2, and ways to damage it.
enum NoticeFixtures {
    /// RFC 8727 section 4.1, figure 2.
    static let minimal = """
        {"version":"2.0","lang":"en","Incident":[{"purpose":"reporting","restriction":"private",\
        "IncidentID":{"id":"492382","name":"csirt.example.com"},"GenerationTime":"2015-07-18T09:00:00-05:00",\
        "Contact":[{"type":"organization","role":"creator","Email":[{"EmailTo":"contact@csirt.example.com"}]}]}]}
        """

    /// ``minimal`` with the first occurrence of `part` replaced.
    static func minimal(replacing part: String, with replacement: String) -> String {
        guard let range = minimal.range(of: part) else { return "the fixture does not hold \(part)" }
        return minimal.replacingCharacters(in: range, with: replacement)
    }
}
