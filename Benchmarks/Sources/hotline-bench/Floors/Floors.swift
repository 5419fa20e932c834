import Foundation

/// What the machine itself takes for the parts that no design avoids, measured in the same run.
struct Floors: Codable {
    /// 4 KiB appended to a file and synced with fdatasync, p50, in seconds.
    var sync = 0.0
    /// Ed25519 on one core, a second.
    var signatures = 0.0
    var verifications = 0.0
    /// 512 bytes there and back over TCP on loopback, between two threads, p50, in seconds.
    var loopback = 0.0
    /// The same through two TLS handlers of the product, on two event loops.
    var tls = 0.0

    /// The sum that a message in flight alone cannot avoid: three commits one after the other (the statement here, the
    /// statement there, the receipt here), two signatures, two verifications, one round trip.
    var unavoidable: Double { 3 * sync + 2 / signatures + 2 / verifications + tls }

    /// What lies between two measurements: on a machine whose speed changes, the best that can be said of the time between.
    static func mean(_ one: Floors, _ other: Floors) -> Floors {
        Floors(
            sync: (one.sync + other.sync) / 2, signatures: (one.signatures + other.signatures) / 2,
            verifications: (one.verifications + other.verifications) / 2,
            loopback: (one.loopback + other.loopback) / 2, tls: (one.tls + other.tls) / 2)
    }

    static func measure(in directory: String, seconds: Double) throws -> Floors {
        let (signatures, verifications) = try SignatureFloor.measure(seconds: seconds)
        return Floors(
            sync: try DiskFloor.measure(in: directory, seconds: seconds), signatures: signatures,
            verifications: verifications, loopback: try LoopbackFloor.measure(seconds: seconds),
            tls: try TLSFloor.measure(seconds: seconds))
    }
}

/// Runs a piece of work again and again.
enum Repeating {
    /// Seconds of each repetition, for about so long, after a tenth of it to warm up.
    static func times(seconds: Double, _ work: () throws -> Void) rethrows -> [Double] {
        let warm = Clock.now + UInt64(seconds * 1e8)
        while Clock.now < warm { try work() }
        var times: [Double] = []
        let end = Clock.now + UInt64(seconds * 1e9)
        while case let began = Clock.now, began < end {
            try work()
            times.append(Double(Clock.now - began) / 1e9)
        }
        return times
    }

    /// Repetitions a second.
    static func rate(seconds: Double, _ work: () throws -> Void) rethrows -> Double {
        let warm = Clock.now + UInt64(seconds * 1e8)
        while Clock.now < warm { try work() }
        let (began, end) = (Clock.now, Clock.now + UInt64(seconds * 1e9))
        var count = 0.0
        while Clock.now < end {
            for _ in 0..<16 { try work() }
            count += 16
        }
        return count / (Double(Clock.now - began) / 1e9)
    }
}
