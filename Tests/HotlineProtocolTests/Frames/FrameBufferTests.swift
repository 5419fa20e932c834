import HotlineTestSupport
import NIOCore
import Testing

@testable import HotlineProtocol

@Suite("Frames in a byte buffer")
struct FrameBufferTests {
    @Test("frames come out as they went in, wherever the stream of bytes is cut")
    func everySplit() throws {
        let frames: [Frame] = [.ping(1), .bye(.shutdown), .hello(try FrameSamples.hello()), .pong(.max)]
        var whole = ByteBuffer()
        for frame in frames { frame.write(to: &whole) }
        let bytes = Array(whole.readableBytesView)
        for cut in 0...bytes.count {
            var buffer = ByteBuffer(bytes: bytes[..<cut])
            var read: [Frame] = []
            while let frame = try Frame.read(from: &buffer) { read.append(frame) }
            buffer.writeBytes(bytes[cut...])
            while let frame = try Frame.read(from: &buffer) { read.append(frame) }
            #expect(read == frames)
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test("frames come out one byte at a time")
    func byteByByte() throws {
        let frames = try FrameSamples.all()
        var whole = ByteBuffer()
        for frame in frames { frame.write(to: &whole) }
        var (buffer, read): (ByteBuffer, [Frame]) = (ByteBuffer(), [])
        for byte in whole.readableBytesView {
            buffer.writeInteger(byte)
            if let frame = try Frame.read(from: &buffer) { read.append(frame) }
        }
        #expect(read == frames)
    }

    @Test("an incomplete frame is not an invalid one, and nothing of it is taken")
    func incomplete() throws {
        var buffer = ByteBuffer(bytes: [0, 0, 0, 3, 0x82])
        #expect(try Frame.read(from: &buffer) == nil)
        #expect(buffer.readableBytes == 5)
    }

    @Test(
        "a length over the limit is refused as soon as it is there",
        arguments: [
            UInt32(Limits.frameBytes) + 1, .max, 1 << 31,
        ])
    func oversized(_ length: UInt32) {
        var buffer = ByteBuffer()
        buffer.writeInteger(length)
        #expect(throws: FrameError.tooLarge(Int(length))) { try Frame.read(from: &buffer) }
    }

    @Test("a frame of no bytes is refused")
    func empty() {
        var buffer = ByteBuffer(bytes: [0, 0, 0, 0])
        #expect(throws: FrameError.self) { try Frame.read(from: &buffer) }
    }

    @Test("a frame whose array ends before its length is refused")
    func trailingBytes() {
        var buffer = ByteBuffer(bytes: [0, 0, 0, 4, 0x82, 7, 0, 0])
        #expect(throws: FrameError.self) { try Frame.read(from: &buffer) }
    }
}
