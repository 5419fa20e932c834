public import HotlineCrypto
internal import TransparencyLog

extension DurableCheckpoint {
    /// The cosignature, with the time of the commit that stored the checkpoint, as a frame.
    ///
    /// Only what a store committed can be cosigned (tlog-witness: persist before signing), so a cosignature for something
    /// not on the disk does not compile. The same commit gives the same cosignature at any later time.
    public func frame(as witness: NodeName, key: SigningKey) throws -> Frame {
        let signer = NoteSigner(name: NoteName(witness), key: key)
        let line = try signer.cosign(witnessed.verified, at: time.seconds).line
        let head = witnessed.head.head
        return .cosignature(CosignatureFrame(origin: head.origin, size: head.size, answer: .cosigned(line)))
    }
}
