import ArgumentParser
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// How urgent (ACP 127).
enum PrecedenceChoice: String, CaseIterable, ExpressibleByArgument {
    case routine, priority, immediate, flash
}

/// TLP 2.0 labels, in the local API's spelling.
enum TLPChoice: String, CaseIterable, ExpressibleByArgument {
    case red
    case amberStrict = "amber+strict"
    case amber, green, clear
}

/// An officer's decision (RID terms).
enum DecisionChoice: String, CaseIterable, ExpressibleByArgument {
    case accepted, pending, denied
}

/// What `send` waits for.
enum WaitChoice: String, CaseIterable, ExpressibleByArgument {
    case receipt, ack

    /// The same in the local API's terms.
    var condition: WaitCondition {
        switch self {
        case .receipt: .receipt
        case .ack: .acknowledgement
        }
    }
}

/// A message's id on the command line.
struct MessageIDArgument: ExpressibleByArgument, CustomStringConvertible {
    /// The id.
    let id: MessageID

    init?(argument: String) {
        guard let id = MessageID(text: argument.lowercased()) else { return nil }
        self.id = id
    }

    var description: String { id.description }
}

/// A node's name on the command line.
struct NameArgument: ExpressibleByArgument, CustomStringConvertible {
    /// The name.
    let name: NodeName

    init?(argument: String) {
        guard let name = NodeName(argument) else { return nil }
        self.name = name
    }

    var description: String { name.text }
}
