import Hummingbird
import NIOCore

/// What Hummingbird keeps beside a request; here also its connection, so that a slow event stream can be closed.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
