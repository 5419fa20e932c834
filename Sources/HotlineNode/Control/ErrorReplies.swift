import HTTPTypes
import HotlineControl
import Hummingbird
import Logging

/// Around every route: whatever is thrown becomes a status and an error in JSON, and unknown paths and methods too.
struct ErrorReplies: RouterMiddleware {
    let table: [ControlRoute]
    let logger: Logger

    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            try checkTarget(request)
            response = try await next(request, context)
        } catch {
            response = answer(error, request)
        }
        if request.method == .head { response = response.createHeadResponse() }
        return response
    }

    private func checkTarget(_ request: Request) throws(ControlError) {
        guard request.uri.string.utf8.count <= ControlLimits.targetBytes else {
            throw ControlError(.invalidRequest, "path and query are longer than \(ControlLimits.targetBytes) bytes")
        }
    }

    private func answer(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let error as ControlError: JSONReply.error(error).response
        case let error as HTTPError where error.status == .notFound: unmatched(request)
        case is CancellationError: JSONReply.error(ControlError(.shuttingDown, "the node is stopping")).response
        default: failure(error)
        }
    }

    /// No route took the request: 405 if another method would have been taken, else 404.
    private func unmatched(_ request: Request) -> Response {
        let methods = table.filter { $0.matches(request.uri.path) }.map(\.method.rawValue)
        guard !methods.isEmpty else {
            let remedy = "the routes are in Docs/openapi.yaml"
            return JSONReply.error(ControlError(.unknownRoute, "no such path", remedy: remedy)).response
        }
        let allowed = methods.sorted().joined(separator: ", ")
        var response = JSONReply.error(ControlError(.methodNotAllowed, "this path takes \(allowed)")).response
        response.headers[.allow] = allowed
        return response
    }

    /// The type alone goes into the log: a description may hold content.
    private func failure(_ error: any Error) -> Response {
        logger.error("a request failed", metadata: ["error_type": "\(type(of: error))"])
        return JSONReply.error(ControlError(.internal, "the node failed; its log says more")).response
    }
}
