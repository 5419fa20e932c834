import HotlineProtocol

/// What the clients know: what they asked for, and what they were told.
final class Model {
    /// Unchecked: as `World`.
    final class Sent: @unchecked Sendable {
        let id: [UInt8]
        let text: String
        let sender: String
        let stream: String
        let content: [UInt8]
        /// The order of the beginnings and ends of all requests.
        let began: Int
        private(set) var answered: Int?
        /// An operator put an older copy in the place of the database that held it: it may come, and need not.
        var isExcused = false
        /// The node said by name that it does not take it, and never said otherwise.
        var isRefused = false

        init(id: [UInt8], text: String, sender: String, stream: String, content: [UInt8], began: Int) {
            (self.id, self.text, self.sender, self.stream) = (id, text, sender, stream)
            (self.content, self.began) = (content, began)
        }

        /// A client is told that it is stored: from now on it is, whatever was lost before.
        func answer(at moment: Int) {
            if answered == nil || isExcused { answered = moment }
            isExcused = false
        }

        var isPromised: Bool { answered != nil && !isExcused }
    }

    private(set) var all: [Sent] = []
    private var byID: [[UInt8]: Sent] = [:]
    private var moments = 0

    func moment() -> Int {
        moments += 1
        return moments
    }

    func add(_ sent: Sent) {
        all.append(sent)
        byID[sent.id] = sent
    }

    subscript(id: [UInt8]) -> Sent? { byID[id] }
}

/// Why a run has failed: what must never be was.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
