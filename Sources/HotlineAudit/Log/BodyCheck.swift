internal import HotlineCrypto
internal import HotlineProtocol

/// Holds a body against the digest that its statement names, part by part.
struct BodyCheck {
    let descriptor: BodyDescriptor
    let leaf: UInt64

    func check(_ body: any AuditBody) throws {
        var body = body
        guard body.salt.count == Limits.saltBytes else { throw finding("its salt has \(body.salt.count) bytes") }
        var (running, size) = (RunningDigest(), 0)
        running.update(body.salt)
        while let part = try body.next() {
            size += part.count
            guard size <= descriptor.size else { throw finding("it is longer than \(descriptor.size) bytes") }
            running.update(part)
        }
        guard size == descriptor.size else { throw finding("it has \(size) bytes instead of \(descriptor.size)") }
        guard running.digest == descriptor.digest else { throw finding("it does not have the digest that was signed") }
    }

    private func finding(_ what: String) -> AuditFinding {
        AuditFinding(.body, place: "the body of leaf \(leaf)", at: leaf, what)
    }
}
