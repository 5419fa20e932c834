import Foundation
import Testing

/// A shell in a terminal of its own (tmux, on a socket that nobody else has), as an officer would sit before it.
struct TerminalScreen {
    static let tmux = Programs.find(["/usr/bin/tmux", "/usr/local/bin/tmux"])
    private static let python = Programs.find(["/usr/bin/python3", "/usr/local/bin/python3"])
    static var isThere: Bool { tmux != nil && python != nil }
    static let title = "the officer's own title"
    static let prompt = "officer> "

    private let socket: String
    private let program: String

    /// Runs it while `body` runs.
    static func with(in scratch: String, _ body: (TerminalScreen) async throws -> Void) async throws {
        let screen = TerminalScreen(socket: scratch + "/tmux", program: try #require(tmux))
        try await screen.begin()
        do {
            try await screen.tmux("set-option", "-g", "set-clipboard", "on")
            try await screen.tmux("select-pane", "-t", "officer", "-T", title)
            try await screen.type("PS1='\(prompt)'; clear; echo first''-line")
            try await screen.shows("first-line")
            try await body(screen)
        } catch {
            _ = try? await screen.tmux("kill-server")
            throw error
        }
        try await screen.tmux("kill-server")
    }

    /// Begins the session. Its server lives on: it must neither hold the descriptors by which this test sees its client,
    /// whatever their numbers, nor inherit the signals that the threads of a Swift program block.
    private func begin() async throws {
        let free = """
            import os, signal, sys
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            nothing = os.open("/dev/null", os.O_RDWR)
            for number in range(3): os.dup2(nothing, number)
            for number in [int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2]:
                try: os.close(number)
                except OSError: pass
            os.execv(sys.argv[1], sys.argv[1:])
            """
        let ran = try await Ran.program(
            try #require(Self.python),
            ["-c", free, program, "-u", "-S", socket, "-f", "/dev/null", "new-session", "-d", "-s", "officer"]
                + ["-x", "180", "-y", "400", "/bin/sh"], environment: Self.environment)
        try #require(ran.status == 0)
    }

    private static let environment = ["LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "ENV": "/dev/null"]

    /// Types a command and returns when its end stands on the screen; gives everything on the screen.
    func run(_ words: String...) async throws -> String {
        let end = "end-\(UInt32.random(in: 1...UInt32.max))"
        let (first, rest) = (end.prefix(4), end.dropFirst(4))
        try await type(words.map { "'\($0)'" }.joined(separator: " ") + "; echo \(first)''\(rest)")
        return try await shows(end)
    }

    /// The title, and where the cursor stands.
    func state() async throws -> (title: String, column: String, buffers: String, isAlternate: String) {
        let format = "#{pane_title}\t#{cursor_x}\t#{alternate_on}"
        let parts = try await tmux("display-message", "-p", "-t", "officer", format).split(separator: "\t")
        try #require(parts.count == 3)
        let alternate = parts[2].trimmingCharacters(in: .newlines)
        return (String(parts[0]), String(parts[1]), try await tmux("list-buffers"), alternate)
    }

    private func type(_ line: String) async throws {
        try await tmux("send-keys", "-t", "officer", "-l", line)
        try await tmux("send-keys", "-t", "officer", "Enter")
    }

    /// Looks until a line of the screen begins so and the prompt has come after it; the test's time limit ends it else.
    @discardableResult
    private func shows(_ mark: String) async throws -> String {
        while !Task.isCancelled {
            let screen = try await tmux("capture-pane", "-p", "-t", "officer")
            let lines = screen.split(separator: "\n")
            if lines.contains(where: { $0.hasPrefix(mark) }), lines.last?.hasPrefix(Self.prompt.dropLast()) == true {
                return screen
            }
        }
        throw CancellationError()
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        let ran = try await Ran.program(
            program, ["-u", "-S", socket, "-f", "/dev/null"] + arguments,
            environment: Self.environment)
        try #require(ran.status == 0, "\(arguments): \(ran.errors)")
        return ran.output
    }
}
