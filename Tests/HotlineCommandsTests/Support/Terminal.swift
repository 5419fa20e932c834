import Foundation
import Synchronization

@testable import HotlineCommands

/// A console for one command of a test: what it wrote, what was typed, and a clock that only pauses move.
final class Terminal: Sendable {
    private let output = Mutex("")
    private let errors = Mutex("")
    private let typed: Mutex<[String]>
    private let time = Mutex(Duration.zero)
    private let isTerminal: Bool
    private let environment: [String: String]

    /// - Parameters:
    ///   - typed: lines of standard input.
    ///   - isTerminal: whether all three streams are a terminal.
    init(typed: [String] = [], isTerminal: Bool = false, environment: [String: String] = [:]) {
        self.typed = Mutex(typed)
        self.isTerminal = isTerminal
        self.environment = environment
    }

    /// What a command left behind.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The one JSON object that was printed.
        func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }

        /// Fields of the JSON error that was printed.
        var error: [String: Any] {
            let object = try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
            return object?["error"] as? [String: Any] ?? [:]
        }
    }

    /// Runs `hotline` with those arguments.
    func run(_ arguments: [String]) async -> Outcome {
        let status = await Console.$current.withValue(console) { await Hotline.execute(arguments) }
        return Outcome(status: status, output: output.withLock { $0 }, errors: errors.withLock { $0 })
    }

    /// Lets the clock go on.
    func advance(_ step: Duration) {
        time.withLock { $0 += step }
    }

    private var console: Console {
        Console(
            write: { text in self.output.withLock { $0 += text } },
            complain: { text in self.errors.withLock { $0 += text } },
            readLine: { self.typed.withLock { $0.isEmpty ? nil : $0.removeFirst() } },
            readInput: { _ in Array(self.typed.withLock { $0.joined(separator: "\n") }.utf8) },
            outputIsTerminal: isTerminal, errorIsTerminal: isTerminal, inputIsTerminal: isTerminal,
            environment: environment,
            pause: { self.advance($0) },
            uptime: { self.time.withLock { $0 } })
    }
}

/// Runs `hotline` once, without a terminal.
func hotline(_ arguments: String..., home: String, typed: [String] = []) async -> Terminal.Outcome {
    await Terminal(typed: typed).run(arguments + ["--home", home])
}
