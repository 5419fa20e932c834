import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport

@testable import HotlineNode

/// The people at the two desks: they submit, wait for the answer, and ask again where none comes.
///
/// Unchecked: as `World`.
final class Clients: @unchecked Sendable {
    private static let channels = ["csirt", "nrrc", "officials"]
    private static let precedences = ["routine", "priority", "immediate", "flash"]
    private static let retryPause: Duration = .seconds(2)
    private static let retries = 20

    private let world: World
    private let checker: Checker
    private let nodes: [SimNode]
    private let peer: String?
    private var number = 0
    private var asked = 0
    private var answered = 0
    /// Requests that are under way or will be made again.
    private var open = 0

    var isIdle: Bool { open == 0 }

    /// - Parameter peer: to whom, where it is none of the nodes.
    init(_ world: World, _ checker: Checker, _ nodes: [SimNode], peer: String? = nil) {
        (self.world, self.checker, self.nodes, self.peer) = (world, checker, nodes, peer)
    }

    /// Asks for one message at one of the nodes.
    func submit() { _ = submit(at: nodes[Int.random(in: 0..<nodes.count, using: &world.random)]) }

    /// - Returns: what was asked for.
    func submit(at node: SimNode) -> Model.Sent? {
        let other = nodes.first { $0.name != node.name }?.identity.line.name.text
        guard let peer = peer ?? other else { return nil }
        let (channel, rank) = (Int.random(in: 0...2, using: &world.random), Int.random(in: 0...3, using: &world.random))
        number += 1
        let content = content()
        guard
            let id = MessageID(
                at: UTCTime(milliseconds: 1_795_345_200_000 + UInt64(world.now / .milliseconds(1))),
                random: world.random.bytes(10))
        else { return nil }
        let sent = Model.Sent(
            id: id.bytes, text: "message \(number) of \(node.name)", sender: node.name,
            stream: "\(Self.channels[channel])/\(Self.rank(rank))", content: content, began: checker.model.moment())
        checker.model.add(sent)
        let request = SubmitRequest(
            messageID: "\(id)", peer: peer, channel: Self.channels[channel],
            precedence: Self.precedences[rank], kind: "message", tlp: "amber",
            text: String(decoding: content, as: UTF8.self))
        open += 1
        ask(request, sent, node, retries: Self.retries)
        return sent
    }

    private static func rank(_ index: Int) -> UInt8 { Precedence(name: precedences[index])?.rawValue ?? 0 }

    /// Mostly short, sometimes as long as makes parts and chunks of it.
    private func content() -> [UInt8] {
        let size =
            switch Int.random(in: 0..<100, using: &world.random) {
            case 0..<80: Int.random(in: 1...200, using: &world.random)
            case 80..<98: Int.random(in: 200...20_000, using: &world.random)
            default: Int.random(in: 200_000...600_000, using: &world.random)
            }
        let letter = UInt8.random(in: 97...122, using: &world.random)
        return Array("\(number) ".utf8) + [UInt8](repeating: letter, count: size)
    }

    private func ask(_ request: SubmitRequest, _ sent: Model.Sent, _ node: SimNode, retries: Int) {
        guard let life = node.running, node.keyID != nil, !node.machine.isPaused else {
            return again(request, sent, node, retries: retries)
        }
        asked += 1
        let turn = Once()
        life.perform { [self] control in
            let result: Result<Answer<SubmitReply>, ControlError>
            do throws(ControlError) {
                result = .success(try await control.submit(request))
            } catch {
                result = .failure(error)
            }
            // What a process that is gone answers, nobody hears.
            guard !life.isOver, node.keyID != nil, turn.take() else { return }
            settle(result, request, sent, node, retries: retries)
        }
        world.after(.seconds(5)) { [self] in
            guard turn.take() else { return }
            again(request, sent, node, retries: retries)
        }
    }

    private func settle(
        _ result: Result<Answer<SubmitReply>, ControlError>, _ request: SubmitRequest, _ sent: Model.Sent,
        _ node: SimNode, retries: Int
    ) {
        switch result {
        case .success:
            answered += 1
            checker.answers(sent, at: node.name)
            sent.answer(at: checker.model.moment())
            world.story.tell(node.name, "answers \(sent.text)")
            // A client whose answer was lost asks once more.
            if Int.random(in: 0..<10, using: &world.random) == 0 {
                world.story.count("submits repeated")
                world.after(.seconds(1)) { [self] in
                    ask(request, sent, node, retries: 0)
                }
            } else {
                open -= 1
            }
        case .failure(let error):
            world.story.tell(node.name, "refuses \(sent.text): \(error.code.rawValue)")
            again(request, sent, node, retries: retries)
        }
    }

    private func again(_ request: SubmitRequest, _ sent: Model.Sent, _ node: SimNode, retries: Int) {
        guard retries > 0, sent.answered == nil else {
            open -= 1
            return
        }
        world.after(Self.retryPause) { [self] in ask(request, sent, node, retries: retries - 1) }
    }

    var summary: String { "\(number) messages, \(answered) answers" }
}

/// Something that happens once: the answer, or the end of the wait for it.
///
/// Unchecked: as `World`.
final class Once: @unchecked Sendable {
    private var isTaken = false

    func take() -> Bool {
        defer { isTaken = true }
        return !isTaken
    }
}
