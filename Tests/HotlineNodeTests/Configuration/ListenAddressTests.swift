import Testing

@testable import HotlineNode

@Suite("Listen address")
struct ListenAddressTests {
    @Test(
        "an IPv4 address, a bracketed IPv6 address or a name with a port is taken",
        arguments: [
            ("0.0.0.0:7411", "0.0.0.0", 7411), ("127.0.0.1:0", "127.0.0.1", 0), ("[::]:65535", "::", 65535),
            ("[2001:db8::1]:1", "2001:db8::1", 1), ("localhost:7411", "localhost", 7411),
            ("line-1.alpha.example:80", "line-1.alpha.example", 80),
        ])
    func taken(_ text: String, _ host: String, _ port: Int) {
        let address = ListenAddress(text)
        #expect(address?.host == host)
        #expect(address?.port == port)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", ":", "7411", ":7411", "0.0.0.0", "0.0.0.0:", "0.0.0.0:65536", "0.0.0.0:-1", "0.0.0.0:+1", "a:1x",
            "a: 1", " a:1", "a:1 ", "::1:7411", "[::1]", "[::1:7411", "[127.0.0.1]:1", "256.0.0.1:1", "1.2.3:1",
            "-a.example:1", "a..b:1", "a.:1", "a_b:1", "bücher.example:1", "a/b:1", "a:٣", "a:00000001",
        ])
    func refused(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
