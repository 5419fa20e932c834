import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// What a proof file shows, in plain words: each sentence stands for something that was verified, or for something that is not
/// there. All of it passes ``TerminalText``.
enum ProofText {
    /// The verdict, then what is proven, then what is not.
    static func text(_ report: ProofReport, _ style: Style) -> String {
        let head = style.paint(verdict(report), meaning(of: report.verdict))
        if let fault = report.fault { return head + "\n  " + TerminalText.escape("\(fault)") }
        let sentences = ProofSentences(report: report)
        var parts = [head]
        if !sentences.proven.isEmpty { parts.append(list("proven", sentences.proven, style)) }
        if !sentences.open.isEmpty { parts.append(list("not proven", sentences.open, style)) }
        if !report.hints.isEmpty {
            parts.append(list("keys that the file names, for which nobody vouches", hints(report), style))
        }
        return parts.joined(separator: "\n")
    }

    /// Ends the command where the file is false or could not be checked; the report was shown.
    static func requireProven(_ report: ProofReport) throws {
        switch report.verdict {
        case .proven: break
        case .refuted:
            throw ShownFailure(
                CommandFailure(.broken, code: "refuted", "the file does not hold: nothing in it is to be believed"))
        case .unchecked:
            throw ShownFailure(
                CommandFailure(
                    .unchecked, code: "key_missing", "not all of the file could be checked",
                    remedy: "give the key line of each party with --key, as you have it from that party itself"))
        }
    }

    private static func verdict(_ report: ProofReport) -> String {
        switch report.verdict {
        case .proven: "PROVEN: all that is in the file was checked and holds"
        case .refuted: "REFUTED: the file does not hold, and nothing in it is to be believed"
        case .unchecked: "NOT ALL CHECKED: a key is missing"
        }
    }

    private static func meaning(of verdict: ProofReport.Verdict) -> Style.Meaning {
        switch verdict {
        case .proven: .good
        case .refuted: .bad
        case .unchecked: .waiting
        }
    }

    private static func hints(_ report: ProofReport) -> [String] { report.hints.map { "\($0)" } }

    private static func list(_ title: String, _ lines: [String], _ style: Style) -> String {
        ([style.paint(title, .quiet)] + lines.map { "  - " + TerminalText.escape($0) }).joined(separator: "\n")
    }
}

/// The sentences of a report, in English and unescaped: ``ProofText`` and ``JSONOutput`` see to that.
struct ProofSentences {
    let report: ProofReport

    /// What was verified.
    var proven: [String] {
        (report.message.map(message) ?? []) + report.answers.flatMap(answer)
    }

    /// What the file does not show, and what no such file ever shows.
    var open: [String] { report.missing.map(gap) + limits }

    private func message(_ proven: ProvenStatement) -> [String] {
        [opening(of: proven.statement)] + details(of: proven.statement) + places(of: proven, "the message")
            + content(of: proven)
    }

    private func opening(of said: Statement) -> String {
        let label = said.tlp?.rawValue ?? "a label that is not known"
        let who = "\(said.sender) said it: it signed message \(said.messageID) to \(said.recipient)"
        let what = "\(said.stream.channel), \(said.stream.precedence), kind \(said.kind), \(label)"
        let body = "a content of \(said.body.size) bytes, \(said.body.mediaType)"
        return "\(who), \(what), dated \(Self.time(said.issuedAt)), with \(body)"
    }

    /// What an acknowledgement or a refusal says itself, where the message is one.
    private func details(of said: Statement) -> [String] {
        guard let answered = said.inReplyTo else { return [] }
        if said.kind == .acknowledgement, let decision = said.details.decision, let officer = said.details.officer {
            return ["it says that its officer \"\(officer)\" decided on message \(answered): \(decision.rawValue)"]
        }
        if said.kind == .refusal, let code = said.details.code { return ["it refuses message \(answered): \(code)"] }
        return ["it answers message \(answered)"]
    }

    private func answer(_ proven: ProvenStatement) -> [String] {
        let said = proven.statement
        let what =
            if let decision = said.details.decision, let officer = said.details.officer {
                "an officer decided: \(said.sender) signed that its officer \"\(officer)\" decided on the message: "
                    + decision.rawValue
            } else {
                "\(said.sender) refused it: its node signed the code \(said.details.code ?? "")"
            }
        let name = "the answer \(said.messageID)"
        return [what + ", dated \(Self.time(said.issuedAt))"] + places(of: proven, name) + note(of: proven)
    }

    private func places(of proven: ProvenStatement, _ what: String) -> [String] {
        proven.receipts.map { entry in
            let time = entry.receivedAt.map(Self.time) ?? ""
            let place = "entry \(entry.index) of \(entry.size) of its log \(entry.log)"
            return "\(entry.log.owner) had \(what) at \(time): it signed a receipt for \(place)"
        } + (proven.checkpoint.map { [checkpoint($0, what)] } ?? [])
    }

    private func checkpoint(_ proven: ProvenCheckpoint, _ what: String) -> String {
        let entry = proven.entry
        let place = "\(what) is entry \(entry.index) of \(entry.size) under a checkpoint"
        let text = "\(place) that \(entry.log.owner) signed of its log \(entry.log)"
        guard let seen = proven.cosignature else { return text }
        let meaning = "no log without it can take its place unseen"
        return "\(text); \(seen.node) cosigned it at \(Self.time(seen.time)), so \(meaning)"
    }

    private func content(of proven: ProvenStatement) -> [String] {
        guard let body = proven.body else { return [] }
        return ["the content in the file, \(body.content.count) bytes, is the one that the message names"]
    }

    private func note(of proven: ProvenStatement) -> [String] {
        guard let body = proven.body, !body.content.isEmpty else { return [] }
        let text = String(validating: body.content, as: UTF8.self) ?? "\(body.content.count) bytes that are no text"
        return ["the note that goes with it: \(text)"]
    }

    private func gap(_ gap: ProofGap) -> String {
        switch gap {
        case .key(let name, let count):
            "no key of \(name) was given: \(count) of its signatures in the file were not looked at"
        case .receipt(let name): "no receipt of \(name) is in the file: that it had the message is not shown"
        case .understood: "the message has members that this program does not know; what they say is not shown here"
        case .answer: "no decision of an officer is in the file; there may be one"
        case .answerReceipt(let number, let name):
            "no receipt of \(name) for answer \(number) is in the file: that it had the answer is not shown"
        case .checkpoint: "no checkpoint is in the file: that the log still has the message later is not shown"
        case .cosignature(let name): "the checkpoint is not cosigned by \(name)"
        case .body: "the content is not in the file; its digest is"
        }
    }

    private var limits: [String] {
        guard report.message != nil else { return [] }
        let always = [
            "that a person has read it: a receipt shows arrival, not acceptance",
            "the true time: each time is by the clock of whoever signed it",
        ]
        let decided = [
            "who the officer is: the name is the word of the node that signed it",
            "that the sender used this id for one message alone: an answer names the message by its id",
        ]
        return always + (report.answers.isEmpty ? [] : decided)
    }

    private static func time(_ seconds: UInt64) -> String { Moment.text(ControlTime.seconds(seconds)) }
}

extension ControlTime {
    /// A signed time in whole seconds; what no calendar can show is shown as the greatest that one can.
    static func seconds(_ seconds: UInt64) -> String {
        String(text(milliseconds: min(seconds, 253_402_300_799) * 1000).dropLast(".000Z".count)) + "Z"
    }
}
