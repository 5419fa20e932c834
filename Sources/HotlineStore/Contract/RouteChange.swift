/// A change of a line's routes, the same with the daemon and without.
public enum RouteChange: Hashable, Sendable {
    /// The route comes last, or first; one that is there already stays in its place, or comes to the front.
    case add(String, first: Bool)
    /// The route goes.
    case remove(String)

    /// The routes after the change, in order of preference.
    /// - Throws: `notFound` where the route to remove is not there; `conflict` beyond `StoreLimits.routes`.
    public func applied(to routes: [String]) throws(StoreError) -> [String] {
        switch self {
        case .add(let route, let first):
            if !first, routes.contains(route) { return routes }
            let others = routes.filter { $0 != route }
            guard others.count < StoreLimits.routes else {
                throw .conflict("a line has at most \(StoreLimits.routes) routes")
            }
            return first ? [route] + others : others + [route]
        case .remove(let route):
            guard routes.contains(route) else { throw .notFound("the route \(route)") }
            return routes.filter { $0 != route }
        }
    }
}
