internal import HotlineProtocol
internal import HotlineStore

/// Which bodies go after how long, as the operator wrote it: `CHANNEL/KIND=DAYS`, separated by commas; `*` is any channel or any
/// kind. The first rule that fits a message decides; what no rule fits stays.
public struct RetentionRules: Hashable, Sendable {
    /// Rules in one configuration.
    static let count = 64
    /// The longest time, a hundred years.
    static let days = 36_525

    struct Rule: Hashable, Sendable {
        let channel: ChannelName?
        let kind: KindName?
        let days: Int

        /// As it is written, and as the log names it.
        var text: String { "\(channel?.text ?? "*")/\(kind?.text ?? "*")=\(days)" }

        func fits(_ body: KeptBodyRecord) -> Bool {
            (channel.map { $0 == body.stream.channel } ?? true) && (kind.map { $0 == body.kind } ?? true)
        }
    }

    let rules: [Rule]

    /// No rule: every body stays.
    public static let none = RetentionRules(rules: [])

    private init(rules: [Rule]) { self.rules = rules }

    /// Reads the rules; nil where one is none, or there are too many.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            Rule(part.filter { $0 != " " })
        }
        guard (1...Self.count).contains(parts.count), parts.allSatisfy({ $0 != nil }) else { return nil }
        rules = parts.compactMap(\.self)
    }

    /// The rule under which a body goes at a time; nil where it stays. Days are counted from this node's own commit.
    func due(_ body: KeptBodyRecord, at time: UTCTime) -> Rule? {
        guard body.obstacle(at: time) == nil, let rule = rules.first(where: { $0.fits(body) }) else { return nil }
        let age = time.milliseconds > body.storedAt.milliseconds ? time.milliseconds - body.storedAt.milliseconds : 0
        return age >= UInt64(rule.days) * 86_400_000 ? rule : nil
    }
}

extension RetentionRules.Rule {
    fileprivate init?(_ text: String) {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, sides[1].utf8.allSatisfy({ (48...57).contains($0) }), let days = Int(sides[1]),
            (1...RetentionRules.days).contains(days)
        else { return nil }
        let names = sides[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard names.count == 2 else { return nil }
        let (channel, kind) = (ChannelName(names[0]), KindName(names[1]))
        guard names[0] == "*" || channel != nil, names[1] == "*" || kind != nil else { return nil }
        (self.channel, self.kind, self.days) = (channel, kind, days)
    }
}
