public import struct NIOCore.ByteBuffer

/// Frames in and out of a byte buffer: a 4-byte big-endian length, then the frame's bytes.
extension Frame {
    private static let prefixBytes = 4

    /// Appends the frame with its length.
    public func write(to buffer: inout ByteBuffer) {
        let bytes = encoded()
        buffer.writeInteger(UInt32(truncatingIfNeeded: bytes.count))
        buffer.writeBytes(bytes)
    }

    /// Takes the next whole frame from the buffer; nil while it is incomplete, with nothing taken.
    ///
    /// A length over the limit is refused before anything is kept for it.
    public static func read(from buffer: inout ByteBuffer) throws(FrameError) -> Frame? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length <= UInt32(Limits.frameBytes) else { throw .tooLarge(Int(length)) }
        guard buffer.readableBytes >= prefixBytes + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: prefixBytes)
        return try Frame(decoding: buffer.readBytes(length: Int(length)) ?? [])
    }
}
