import COpenSSL
import NIOCore

/// A queue of bytes that OpenSSL reads from or writes to in place of a socket.
///
/// The second of three rings around OpenSSL: above it, ``TLSConnection`` and nobody else.
final class MemoryBIO {
    let pointer: OpaquePointer

    init() throws(TLSError) {
        guard let pointer = BIO_new(BIO_s_mem()) else { throw .unusableConfiguration("no memory") }
        shim_bio_never_ends(pointer)
        self.pointer = pointer
    }

    deinit {
        BIO_free(pointer)
    }

    /// Gives one more reference away, to a caller that will free it.
    func retained() -> OpaquePointer {
        BIO_up_ref(pointer)
        return pointer
    }

    /// Appends all of the buffer's bytes. A memory BIO takes what is offered as long as there is memory.
    func append(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { source in
            var written = 0
            while written < source.count {
                let rest = UnsafeRawBufferPointer(rebasing: source[written...])
                let count = BIO_write(pointer, rest.baseAddress, Int32(clamping: rest.count))
                guard count > 0 else { return }
                written += Int(count)
            }
        }
    }

    /// Moves everything to the end of the buffer.
    func drain(into buffer: inout ByteBuffer) {
        let count = BIO_ctrl_pending(pointer)
        guard count > 0 else { return }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            max(0, Int(BIO_read(pointer, target.baseAddress, Int32(clamping: count))))
        }
    }

    /// Bytes waiting.
    var count: Int {
        BIO_ctrl_pending(pointer)
    }
}
