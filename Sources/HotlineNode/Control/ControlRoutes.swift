import HTTPTypes
import HotlineControl
import Hummingbird
import Logging

/// One route: method, path pattern, handler. The table is also what a wrong method is answered from.
struct ControlRoute: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let handle: @Sendable (ControlCall) async throws -> Response

    /// Whether the pattern matches this path; `:name` stands for any one segment.
    func matches(_ other: String) -> Bool {
        let (pattern, segments) = (path.split(separator: "/"), other.split(separator: "/"))
        return pattern.count == segments.count
            && zip(pattern, segments).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }
}

/// All routes of the local API.
struct ControlRoutes {
    let operations: any NodeOperations
    let logger: Logger
    let settings: ControlServerSettings

    /// In the order of Docs/ControlAPI.md.
    var table: [ControlRoute] {
        NodeRoutes(operations: operations).table + MessageRoutes(operations: operations).table
            + ProofRoutes(operations: operations).table
            + [EventRoute(operations: operations, settings: settings).route]
    }

    /// The router over the table; whatever fails is answered in JSON.
    var responder: RouterResponder<ControlContext> {
        let table = table
        let router = Router(context: ControlContext.self)
        router.add(middleware: ErrorReplies(table: table, logger: logger))
        for route in table {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                let parameters = context.parameters
                return try await route.handle(
                    ControlCall(request: request, parameters: parameters, channel: context.channel))
            }
        }
        return router.buildResponder()
    }
}
