import Configuration
import Foundation

/// The values of a configuration: an environment variable first, then the file; each with the place it came from.
struct ConfigurationValues {
    private let file: ConfigurationFile
    private let environment: [String: String]
    private let reader: ConfigReader

    /// - Parameter environment: The process's environment; only the variables of known keys are looked at.
    init(file: ConfigurationFile, environment: [String: String]) async throws(ConfigurationError) {
        self.file = file
        self.environment = environment.filter { entry in
            ConfigurationKey.all.contains { $0.variable == entry.key }
        }
        let overrides = EnvironmentVariablesProvider(environmentVariables: self.environment)
        var providers: [any ConfigProvider] = [overrides.prefixKeys(with: "hotline")]
        if !file.isEmpty { providers.append(try await Self.provider(file.path)) }
        reader = ConfigReader(providers: providers)
    }

    private static func provider(_ path: String) async throws(ConfigurationError) -> any ConfigProvider {
        do {
            let location = InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])
            return try await FileProvider<YAMLSnapshot>(config: ConfigReader(provider: location))
        } catch {
            throw ConfigurationError(
                .file(path: path, line: nil), key: nil, problem: "changed while it was read", expected: nil)
        }
    }

    /// The value of `key` as `parse` understands it, or nil when nothing sets the key.
    func value<Value>(
        _ key: ConfigurationKey, parse: (String) -> Value?
    ) throws(ConfigurationError) -> Value? {
        guard let text = reader.string(forKey: key.configKey) else { return nil }
        guard let value = parse(text) else {
            let shown = SafeText.escape(text, limit: LogLimits.keyBytes)
            throw ConfigurationError(
                place(key), key: key.name, problem: "is \"\(shown)\"", expected: key.expected)
        }
        return value
    }

    private func place(_ key: ConfigurationKey) -> ConfigurationError.Place {
        environment[key.variable] == nil
            ? .file(path: file.path, line: file.lines[key.name]) : .environment(variable: key.variable)
    }
}
