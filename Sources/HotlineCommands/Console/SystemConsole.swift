import Foundation

extension Console {
    /// The process's own streams, environment and clock.
    static let system = Console(
        write: { Descriptor.standardOutput.write($0) },
        complain: { Descriptor.standardError.write($0) },
        readLine: { Swift.readLine() },
        readInput: { limit in try Descriptor.standardInput.read(limit: limit) },
        outputIsTerminal: Descriptor.standardOutput.isTerminal,
        errorIsTerminal: Descriptor.standardError.isTerminal,
        inputIsTerminal: Descriptor.standardInput.isTerminal,
        environment: ProcessInfo.processInfo.environment,
        pause: { try await Task.sleep(for: $0) },
        uptime: { origin.duration(to: .now) })

    private static let origin = ContinuousClock.now
}
