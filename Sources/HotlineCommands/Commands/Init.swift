import ArgumentParser
import Foundation
import HotlineCrypto
import HotlineStore

/// `hotline init`: a new node's home.
struct Init: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a node's home: identity, configuration, database.",
        discussion: """
            What is there is never changed: running it again makes only what is missing, and says what is there.

            Example:
              hotline init --name alpha.example --listen 0.0.0.0:7411
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The node's name: lower-case and DNS-like, at most 63 characters.")
    var name: NameArgument

    @Option(help: "Address and port on which peers reach this node. Default: \(ConfigurationTemplate.listen).")
    var listen: Endpoint?

    @Option(help: "File whose first line encrypts the private key.")
    var passphraseFile: String?

    func run() async throws {
        let home = global.resolvedHome
        var node = NewNode(
            home: home, name: name.name, listen: listen?.description ?? ConfigurationTemplate.listen,
            passphraseFile: passphraseFile.map(Self.absolute), environment: Console.current.environment)
        let hadConfiguration = Home.hasFile(home.configuration)
        let line = try node.make()
        if hadConfiguration, listen != nil {
            Console.current.note(
                "hotline: \(TerminalText.escape(home.configuration)) was there and is unchanged; set 'listen' in it")
        }
        let report = InitReport(home: home, line: line, made: node.made)
        global.show(report) { report.text($0) }
    }

    /// The daemon may run in another directory than this command.
    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}

/// What `init` made and what is there.
struct InitReport: Encodable {
    let home: String
    let name: String
    let keyLine: String
    let keyID: String
    /// Files that this run made; empty where all was there.
    let made: [String]

    enum CodingKeys: String, CodingKey {
        case home, name, made
        case keyLine = "key_line"
        case keyID = "key_id"
    }

    init(home: Home, line: KeyLine, made: [String]) {
        self.home = home.path
        self.name = line.name.text
        self.keyLine = line.description
        self.keyID = line.key.keyID.description
        self.made = made
    }

    func text(_ style: Style) -> String {
        var list = FieldList()
        list.add("node", name, .strong)
        list.add("home", home)
        list.add("key line", keyLine)
        for path in made { list.add("made", path) }
        let done = made.isEmpty ? "Everything was there; nothing was changed." : Self.next
        return list.text(style) + "\n\n" + done
    }

    private static let next = """
        Next: give the key line to the other side, take theirs, and pin it:
          hotline peer add KEYLINE --route HOST:PORT
        Then compare the safety number over another medium (hotline peer verify NAME) and start hotlined.
        """
}
