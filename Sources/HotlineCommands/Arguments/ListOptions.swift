import ArgumentParser
import HotlineControl

/// What `inbox` and `outbox` list.
struct ListOptions: ParsableArguments {
    @Option(help: "Only messages of this peer.")
    var peer: NameArgument?

    @Option(help: "Only messages of this channel.")
    var channel: String?

    @Option(help: "How many, 1 to \(ControlLimits.pageLimit).")
    var limit = ControlLimits.pageDefault

    @Option(help: "Where the page before this one ended (its \"next\").")
    var before: String?

    func validate() throws {
        guard (1...ControlLimits.pageLimit).contains(limit) else {
            throw ValidationError("--limit is 1 to \(ControlLimits.pageLimit)")
        }
    }

    /// The local API's query for one side of the traffic.
    func query(_ box: MessageQuery.Box) -> MessageQuery {
        MessageQuery(box: box, peer: peer?.description, channel: channel, limit: limit, before: before)
    }
}
