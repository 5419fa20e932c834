import HotlineProtocol
import HotlineStore
import Testing

@testable import HotlineNode

@Suite("Ends of sessions")
struct SessionEndTests {
    @Test(
        "what was said in a session may be said in the next: that is not dialled at once",
        arguments: [
            SessionOver.unavailable, SessionOver.ended(.error(.gap)), SessionOver.ended(.error(.violation)),
            SessionOver.ended(.error(.unavailable)),
            FrameError.unknownType, StoreError.damaged("a page"), SessionFailure.violation("a number twice"),
        ] as [any Error])
    func recurring(end: any Error) { #expect(LineService.mayRecur(end)) }

    @Test(
        "a route that broke is dialled at once",
        arguments: [
            SessionOver.closed, SessionOver.leaving(.replaced), SessionOver.ended(.bye(.shutdown)),
            SessionOver.ended(.error(.timeout)), SessionOver.overtaken, CancellationError(),
            SessionFailure.timeout("an answer"),
        ] as [any Error])
    func broken(end: any Error) { #expect(!LineService.mayRecur(end)) }
}
