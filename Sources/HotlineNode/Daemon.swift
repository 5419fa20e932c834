internal import Foundation
internal import HotlineStore
internal import HotlineTransport
internal import Logging

/// The daemon's way from its command line to a running node, and what it says when it cannot start.
public enum Daemon {
    /// Runs a node until it is told to stop.
    /// - Parameters:
    ///   - home: the home's path; nil for the environment's or the default one.
    ///   - passphraseFile: the file that holds the identity's passphrase, over what the configuration says.
    /// - Returns: the process's exit status, of sysexits.h.
    public static func run(home: String?, passphraseFile: String?) async -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let home = Home.resolve(option: home, environment: environment)
        forbidCoreDumps()
        // A reload that is asked for before the node is ready must not end it.
        signal(SIGHUP, SIG_IGN)
        do {
            try home.requirePrivate()
            let configuration = try await NodeConfiguration.load(path: home.configuration, environment: environment)
            let level = LogLevel(configuration.logLevel)
            let logger = makeLogger(configuration, level)
            takeDescriptors(logger)
            #if HOTLINE_PLANTED
                logger.critical("this build has bugs that are planted for tests: it is not for use")
            #endif
            let passphrase = try PassphraseFile.resolve(
                option: passphraseFile, configured: configuration.passphraseFile, environment: environment)
            let node = try await Node(home: home, configuration: configuration, passphrase: passphrase, logger: logger)
            {
                await reload(home: home, running: configuration, level: level, logger: logger)
            }
            try await node.run()
            return 0
        } catch {
            FileHandle.standardError.write(Data("hotlined: \(SafeText.readable("\(error)", limit: 4096))\n".utf8))
            return status(of: error)
        }
    }

    private static func makeLogger(_ configuration: NodeConfiguration, _ level: LogLevel) -> Logger {
        Logger(label: "hotlined") { label in
            LineLogHandler(label: label, format: configuration.logFormat, level: level)
        }
    }

    /// What of the configuration can change while the node runs: the log level. A configuration that is refused changes
    /// nothing.
    private static func reload(home: Home, running: NodeConfiguration, level: LogLevel, logger: Logger) async {
        do {
            let environment = ProcessInfo.processInfo.environment
            let fresh = try await NodeConfiguration.load(path: home.configuration, environment: environment)
            if level.change(to: fresh.logLevel) {
                logger.notice("log level changed", metadata: ["level": "\(fresh.logLevel)"])
            }
            if fresh.needsRestart(after: running) {
                logger.warning("what changed in the configuration beside log.level takes effect at the next start")
            }
        } catch {
            logger.error("the configuration is refused; the old one stays", metadata: ["reason": "\(error)"])
        }
    }

    /// A core would hold the identity's key.
    private static func forbidCoreDumps() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if os(Linux)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            setrlimit(RLIMIT_CORE, &none)
        #endif
    }

    private static func takeDescriptors(_ logger: Logger) {
        let limit = DescriptorReserve.raiseLimit()
        guard limit < TransportLimits.descriptorsWanted else { return }
        logger.warning(
            "the limit of open files is low: connections may be refused; raise LimitNOFILE= or ulimit -n",
            metadata: ["limit": "\(limit)", "wanted": "\(TransportLimits.descriptorsWanted)"])
    }

    private static func status(of error: any Error) -> Int32 {
        switch error {
        case is ConfigurationError: EX_CONFIG
        case HomeError.tooOpen, HomeError.wrongOwner: EX_NOPERM
        case is HomeError: EX_CONFIG
        case StoreError.inUse, is TransportError: EX_UNAVAILABLE
        case StoreError.failed: EX_IOERR
        default: EX_SOFTWARE
        }
    }
}
