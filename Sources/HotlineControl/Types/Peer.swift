/// A peer as this node has pinned it.
public struct Peer: Codable, Hashable, Sendable {
    /// The peer's name.
    public var name: String
    /// Its pinned key line.
    public var keyLine: String
    /// When its safety number was compared, RFC 3339 UTC; absent while it was not.
    public var verifiedAt: String?
    /// Addresses at which it can be dialled, `host:port`, in order of preference.
    public var routes: [String]
    /// Origin of this node's log of the line.
    public var log: String
    /// The pair's 60 digits in 12 groups of 5, the same on both sides.
    public var safetyNumber: String

    /// All fields.
    public init(
        name: String, keyLine: String, verifiedAt: String? = nil, routes: [String], log: String, safetyNumber: String
    ) {
        self.name = name
        self.keyLine = keyLine
        self.verifiedAt = verifiedAt
        self.routes = routes
        self.log = log
        self.safetyNumber = safetyNumber
    }

    enum CodingKeys: String, CodingKey {
        case name, routes, log
        case keyLine = "key_line"
        case verifiedAt = "verified_at"
        case safetyNumber = "safety_number"
    }
}

/// The answer to `GET /v1/peers`.
public struct PeerList: Codable, Hashable, Sendable {
    /// All peers, in order of name.
    public var peers: [Peer]

    /// A list of peers.
    public init(peers: [Peer]) {
        self.peers = peers
    }
}

/// `POST /v1/peers`: pin a key line. The same key again replaces the routes; another key under that name is a conflict.
public struct AddPeerRequest: ControlRequest, Hashable {
    /// The peer's key line; malformed and small-order keys are refused with the reason.
    public var keyLine: String
    /// Addresses to dial, `host:port`; may be empty where only the peer dials.
    public var routes: [String]

    /// A request to pin this key line.
    public init(keyLine: String, routes: [String]) {
        self.keyLine = keyLine
        self.routes = routes
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(keyLine: try fields.text("key_line"), routes: try fields.texts("routes"))
    }

    /// The two fields; anything else in the request is refused.
    public static let fieldNames: Set<String> = ["key_line", "routes"]

    enum CodingKeys: String, CodingKey {
        case routes
        case keyLine = "key_line"
    }
}

/// `POST /v1/peers/{name}/routes`: one more address to dial.
public struct AddRouteRequest: ControlRequest, Hashable {
    /// `host:port`; one that is there already stays in its place, or comes to the front.
    public var route: String
    /// Whether it is preferred to all others; else it comes last.
    public var first: Bool

    /// A request to dial this address too.
    public init(route: String, first: Bool = false) {
        self.route = route
        self.first = first
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(route: try fields.text("route"), first: try fields.flag("first"))
    }

    /// The two fields; anything else in the request is refused.
    public static let fieldNames: Set<String> = ["route", "first"]
}

/// `POST /v1/peers/{name}/verify`: the safety number as it was read out over another medium.
public struct VerifyPeerRequest: ControlRequest, Hashable {
    /// 60 digits; spaces between them count for nothing.
    public var safetyNumber: String

    /// A request to mark a peer as verified.
    public init(safetyNumber: String) {
        self.safetyNumber = safetyNumber
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(safetyNumber: try fields.text("safety_number"))
    }

    /// The one field; anything else in the request is refused.
    public static let fieldNames: Set<String> = ["safety_number"]

    enum CodingKeys: String, CodingKey {
        case safetyNumber = "safety_number"
    }
}
