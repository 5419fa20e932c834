import CBOR

/// An object of the test vectors with one fault that both the code and the CDDL file refuse.
struct DocumentFault: CustomStringConvertible {
    enum Group: CaseIterable {
        case frames, hellos, statements, objects

        var faults: [DocumentFault] {
            switch self {
            case .frames: DocumentFault.frames
            case .hellos: DocumentFault.hellos
            case .statements: DocumentFault.statements
            case .objects: DocumentFault.objects
            }
        }
    }

    /// The vector that it is made of.
    let vector: String
    /// What is wrong.
    let what: String
    let path: [DocumentStep]
    /// Put in the place; nil takes the place away.
    let value: CBORValue?

    var description: String { "\(vector): \(what)" }

    private init(_ vector: String, _ what: String, _ path: [DocumentStep], _ value: CBORValue?) {
        self.vector = vector
        self.what = what
        self.path = path
        self.value = value
    }

    private static let zeros31 = zeros(31)
    private static let zeros32 = zeros(32)

    private static func zeros(_ count: Int) -> CBORValue { .bytes([UInt8](repeating: 0, count: count)) }
    private static func text(_ count: Int) -> CBORValue { .text(String(repeating: "x", count: count)) }

    static let frames: [DocumentFault] = [
        DocumentFault("frame-ping", "the type of a checkpoint", [.at(0)], 4),
        DocumentFault("frame-ping", "a type beyond the last", [.at(0)], 11),
        DocumentFault("frame-ping", "a text for a number", [.at(1)], .text("0")),
        DocumentFault("frame-pong", "an element too many", [.at(2)], 0),
        DocumentFault("frame-bye", "an element too few", [.at(1)], nil),
        DocumentFault("frame-error", "a number for a code", [.at(1)], 1),
        DocumentFault("frame-chunk", "no bytes", [.at(3)], .bytes([])),
        DocumentFault("frame-chunk", "a byte too many", [.at(3)], zeros(16385)),
        DocumentFault("frame-chunk", "a negative offset", [.at(2)], -1),
        DocumentFault("frame-statement", "a short salt", [.at(3)], zeros(15)),
        DocumentFault("frame-statement", "a first piece too long", [.at(4)], zeros(16385)),
        DocumentFault("frame-statement", "no first piece", [.at(4)], nil),
        DocumentFault("frame-receipt", "no places", [.at(2)], .array([])),
        DocumentFault("frame-receipt", "a channel in upper case", [.at(2), .at(0), .at(0)], .text("CSIRT")),
        DocumentFault("frame-receipt", "a precedence above flash", [.at(2), .at(0), .at(1)], 4),
        DocumentFault("frame-receipt", "a short epoch", [.at(2), .at(0), .at(2)], .bytes([0])),
        DocumentFault("frame-receipt", "sequence 0", [.at(2), .at(0), .at(3)], 0),
        DocumentFault("frame-receipt", "a path without its sizes", [.at(3), .at(0)], nil),
        DocumentFault("frame-receipt", "a short hash", [.at(3), .at(2), .at(0)], zeros31),
        DocumentFault(
            "frame-receipt", "64 hashes", [.at(3), .at(2)], .array([CBORValue](repeating: zeros32, count: 64))),
    ]

    static let hellos: [DocumentFault] =
        [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12].map { key in
            DocumentFault("frame-hello-alpha", "no member \(key)", [.at(1), .key(key)], nil)
        } + [
            DocumentFault("frame-hello-alpha", "one credit", [.at(1), .key(3), .at(1)], nil),
            DocumentFault("frame-hello-alpha", "a name in upper case", [.at(1), .key(4)], .text("Alpha.example")),
            DocumentFault("frame-hello-alpha", "a long epoch", [.at(1), .key(5)], zeros(17)),
            DocumentFault("frame-hello-alpha", "a text for an opening", [.at(1), .key(7)], .text("opening")),
            DocumentFault("frame-hello-alpha-again", "a number for a held head", [.at(1), .key(9)], 2),
            DocumentFault(
                "frame-hello-alpha", "33 capabilities", [.at(1), .key(2)],
                .array([CBORValue](repeating: .text("x"), count: 33))),
            DocumentFault("frame-hello-alpha", "a capability of 65 characters", [.at(1), .key(2), .at(0)], text(65)),
            DocumentFault("frame-hello-beta", "a stream without its digest", [.at(1), .key(10), .at(0), .at(4)], nil),
            DocumentFault("frame-hello-beta", "a short agreement digest", [.at(1), .key(11)], zeros31),
        ]

    private static func payload(_ what: String, _ path: [DocumentStep], _ value: CBORValue?) -> DocumentFault {
        DocumentFault("acknowledgement", what, [.tag, .at(2), .inside] + path, value)
    }

    static let statements: [DocumentFault] =
        [1, 2, 3, 4, 5, 6, 7, 8].map { payload("no member \($0)", [.key($0)], nil) } + [
            payload("a precedence above flash", [.key(1)], 4),
            payload("a short epoch", [.key(2)], .bytes([0])),
            payload("sequence 0", [.key(3)], 0),
            payload("a sequence beyond the signed range", [.key(3)], .unsigned(1 << 63)),
            payload("a short previous digest", [.key(4)], zeros31),
            payload("a kind in upper case", [.key(5)], .text("Notice")),
            payload("a kind of 33 characters", [.key(5)], text(33)),
            payload("a short message id", [.key(6)], .bytes([UInt8](repeating: 0x77, count: 15))),
            payload("no body digest", [.key(8), .key(1)], nil),
            payload("a body over the limit", [.key(8), .key(2)], 16_777_217),
            payload(
                "a media type over the limit", [.key(8), .key(3)], .text("a/" + String(repeating: "b", count: 126))),
            payload("a language that is none", [.key(8), .key(4)], .text("en us")),
            payload("a number for a label", [.key(9)], 1),
            payload("a text for a reply", [.key(10)], .text("id")),
            payload("no time to acknowledge", [.key(11)], 0),
            payload("over a year to acknowledge", [.key(11)], 31_622_401),
            payload("an array of details", [.key(12)], .array([])),
            payload("an officer without a name", [.key(12), .key(2)], .text("")),
            payload("an officer's name over the limit", [.key(12), .key(2)], text(257)),
            payload("a code with a space", [.key(12), .key(3)], .text("not understood")),
        ]

    /// Faults of the envelope, for each kind of signed object.
    static func envelopes(_ vector: String) -> [DocumentFault] {
        let header: [DocumentStep] = [.tag, .at(0), .inside]
        return [
            DocumentFault(vector, "EdDSA in place of Ed25519", header + [.key(1)], -8),
            DocumentFault(vector, "crit", header + [.key(2)], .array([1])),
            DocumentFault(vector, "no kid", header + [.key(4)], nil),
            DocumentFault(vector, "a short kid", header + [.key(4)], zeros31),
            DocumentFault(vector, "no typ", header + [.key(16)], nil),
            DocumentFault(vector, "no claims", header + [.key(15)], nil),
            DocumentFault(vector, "no iss", header + [.key(15), .key(1)], nil),
            DocumentFault(vector, "no sub", header + [.key(15), .key(2)], nil),
            DocumentFault(vector, "no iat", header + [.key(15), .key(6)], nil),
            DocumentFault(vector, "an expiry", header + [.key(15), .key(4)], 1),
            DocumentFault(vector, "another label", header + [.key(33)], .bytes([0])),
            DocumentFault(vector, "another unprotected label", [.tag, .at(1), .key(4)], .bytes([0])),
            DocumentFault(vector, "a short signature", [.tag, .at(3)], zeros(63)),
            DocumentFault(vector, "a fifth part", [.tag, .at(4)], 0),
        ]
    }

    static let objects: [DocumentFault] =
        ["statement", "alpha-opening", "beta-head-2", "receipt"].flatMap(envelopes) + [
            DocumentFault("statement", "no content type", [.tag, .at(0), .inside, .key(3)], nil),
            DocumentFault("statement", "a tree", [.tag, .at(0), .inside, .key(395)], 1),
            DocumentFault("beta-head-2", "a content type", [.tag, .at(0), .inside, .key(3)], .text("text/plain")),
            DocumentFault("beta-head-2", "no tree size", [.tag, .at(0), .inside, .key(15), .key(-65537)], nil),
            DocumentFault("receipt", "another tree", [.tag, .at(0), .inside, .key(395)], 2),
            DocumentFault("receipt", "a payload", [.tag, .at(2)], zeros32),
            DocumentFault("receipt", "no proof", [.tag, .at(1), .key(396), .key(-1)], .array([])),
            DocumentFault("receipt", "another kind of proof", [.tag, .at(1), .key(396), .key(-2)], .array([])),
            DocumentFault(
                "receipt", "no path", [.tag, .at(1), .key(396), .key(-1), .at(0), .inside, .at(2), .at(0)], nil),
        ]
}
