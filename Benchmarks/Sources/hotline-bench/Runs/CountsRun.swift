/// What each message costs in syncs, signatures and bytes: counted, in a pass whose times nobody reads.
struct CountsRun {
    let bench: Bench

    func measure() throws -> CountsFigures {
        let pair = try Pair.running(bench, "counts", counted: true)
        defer { pair.stop() }
        let before = [pair.alpha.storedBytes, pair.beta.storedBytes]
        let rows = try bench.options.windows.map { try row(pair, window: $0) }
        pair.stop()
        let sent = Double(rows.reduce(0) { $0 + $1.messages })
        let after = [pair.alpha.storedBytes, pair.beta.storedBytes]
        return CountsFigures(
            bodyBytes: bench.options.body, rows: rows,
            storedBytes: zip(before, after).map { Double($1 - $0) / sent })
    }

    private func row(_ pair: Pair, window: Int) throws -> CountsFigures.Row {
        Console.note("counting with \(window) in flight")
        let load = Load(
            socket: pair.alpha.socket, peers: [pair.beta.name], window: window,
            messagesPerPeer: bench.options.count(window == 1 ? 1000 : 5000), bodyBytes: bench.options.body,
            connections: bench.options.connections)
        let nodes = [pair.alpha, pair.beta]
        let (counts, wire) = (nodes.map(\.counts), WireBytes(port: pair.alpha.port))
        let loaded = try Loaded(of: nodes) { try LoadGenerator(load).run() }
        let ends = zip(counts, zip(nodes, loaded.written)).map { before, after in
            CountsFigures.End(before, after.0.counts, written: after.1, messages: loaded.messages)
        }
        return CountsFigures.Row(
            window: window, messages: Int(loaded.messages), alpha: ends[0], beta: ends[1],
            wire: CountsFigures.Wire(wire, WireBytes(port: pair.alpha.port), messages: loaded.messages))
    }
}

struct CountsFigures: Measurement {
    var floors = Floors()
    /// For each message, at one end.
    struct End: Encodable {
        let (syncs, signatures, verifications, writtenBytes): (Double, Double, Double, Double)

        init(_ before: Counts, _ after: Counts, written: Int, messages: Double) {
            syncs = Double(after.syncs - before.syncs) / messages
            signatures = Double(after.signatures - before.signatures) / messages
            verifications = Double(after.verifications - before.verifications) / messages
            writtenBytes = Double(written) / messages
        }

        var columns: [String] {
            [
                Shown.number(syncs, 3), Shown.number(signatures, 3), Shown.number(verifications, 3),
                Shown.bytes(Int(writtenBytes)),
            ]
        }
    }

    /// For each message, from the sender to the receiver and back.
    struct Wire: Encodable {
        let (there, back): (Double, Double)

        init?(_ before: WireBytes?, _ after: WireBytes?, messages: Double) {
            guard let before, let after else { return nil }
            there = Double(after.sent - before.sent) / messages
            back = Double(after.received - before.received) / messages
        }
    }

    struct Row: Encodable {
        let window: Int
        let messages: Int
        let (alpha, beta): (End, End)
        let wire: Wire?
    }

    let bodyBytes: Int
    let rows: [Row]
    /// By how much the database grew for each message, at the sender and at the receiver.
    let storedBytes: [Double]

    var name: String { "counts" }
    var verdicts: [Verdict] { [] }

    var tables: [Table] {
        let columns = ["in flight", "syncs", "signatures", "verifications", "written to disk", "on the wire"]
        var sender = Table("For each message at the sender, bodies of \(Shown.bytes(bodyBytes))", columns)
        var receiver = Table("For each message at the receiver", columns)
        for row in rows {
            let wire =
                row.wire.map { [Shown.bytes(Int($0.there)), Shown.bytes(Int($0.back))] } ?? [
                    "not counted", "not counted",
                ]
            sender.rows.append(["\(row.window)"] + row.alpha.columns + [wire[0]])
            receiver.rows.append(["\(row.window)"] + row.beta.columns + [wire[1]])
        }
        var kept = Table("Database growth for each message", ["sender", "receiver"])
        kept.rows = [storedBytes.map { Shown.bytes(Int($0)) }]
        return [sender, receiver, kept]
    }
}
