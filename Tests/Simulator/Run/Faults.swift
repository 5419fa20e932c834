import CSimulator
import HotlineControl
import HotlineCrypto
import HotlineTestSupport

/// Strikes the nodes, their machines, disks and network, and mends everything at the end.
final class Faults {
    private let world: World
    private let network: Network
    private let nodes: [SimNode]
    private let configuration: Configuration
    private let checker: Checker
    private let scratch: String
    private(set) var hadRestore = false
    private var copied: SimNode?
    /// The node that got an older copy.
    var restored: String? { hadRestore ? copied?.name : nil }
    /// The node's own messages that stand in the copy.
    private var held: Set<[UInt8]> = []
    private var isOver = false

    init(
        _ world: World, _ network: Network, _ nodes: [SimNode], _ checker: Checker, _ configuration: Configuration,
        scratch: String
    ) {
        (self.world, self.network, self.nodes, self.checker) = (world, network, nodes, checker)
        (self.configuration, self.scratch) = (configuration, scratch)
    }

    /// Lays all strikes out over the time that the faults last.
    func schedule() {
        guard !configuration.faults.isEmpty else { return }
        for _ in 0..<configuration.strikes {
            let time = world.now + configuration.duration * Double.random(in: 0.05...1, using: &world.random)
            guard let fault = configuration.faults.randomElement(using: &world.random) else { continue }
            world.at(time) { [self] in if !isOver { strike(fault) } }
        }
    }

    private func strike(_ fault: Configuration.Fault) {
        let node = nodes[Int.random(in: 0..<nodes.count, using: &world.random)]
        switch fault {
        case .kill, .power, .killInside, .powerInside, .stop, .restore: end(node, fault)
        case .ioError, .stickyError, .diskFull, .lowSpace: strikeDisk(of: node, fault)
        case .pause, .clockJump: strikeMachine(of: node, fault)
        case .cut, .cutOneWay, .slow, .reset, .tampering: strikeNetwork(node, fault)
        }
    }

    private func some(_ least: Int64, _ most: Int64) -> Duration {
        .milliseconds(Int64.random(in: least...most, using: &world.random))
    }

    // MARK: The end of a process

    private func end(_ node: SimNode, _ fault: Configuration.Fault) {
        guard node.keyID != nil else { return }
        let power = [SIM_POWER, SIM_POWER_ALL_LOST][Int.random(in: 0...1, using: &world.random)]
        switch fault {
        case .kill:
            world.story.count("kills")
            node.crash(Int(SIM_KILL))
        case .power:
            world.story.count("power failures")
            node.crash(Int(power))
        case .killInside, .powerInside:
            let isPower = fault == .powerInside
            world.story.count(isPower ? "power failures at an operation" : "kills at an operation")
            let operations = [SIM_WRITE, SIM_SYNC][Int.random(in: 0...1, using: &world.random)]
            sim_disk_down_at(
                node.disk, Int32(operations), Int32.random(in: 1...40, using: &world.random),
                Int32(isPower ? power : SIM_KILL))
            return
        case .stop:
            world.story.count("stops")
            node.stop()
        default: return restore(node)
        }
        world.after(some(50, 6000)) { node.restart() }
    }

    /// A copy is made, and some time later it is put in the place of the database; at most once a run.
    private func restore(_ node: SimNode) {
        let path = scratch + "/copy.db"
        guard let copied else {
            copied = node
            sim_disk_copy(node.disk, "hotline.db", path, 1)
            checker.check { held = try ownMessages(of: node) }
            world.story.tell(node.name, "is copied")
            world.after(some(500, 10_000)) { [self] in if !isOver { restore(node) } }
            return
        }
        guard !hadRestore, copied === node, node.running != nil else { return }
        hadRestore = true
        world.story.count("restores of an older copy")
        node.crash(Int(SIM_KILL))
        checker.restored(node, toHold: held)
        sim_disk_replace(node.disk, "hotline.db", path)
        world.story.tell(node.name, "gets its older copy back")
        world.after(some(50, 3000)) { node.restart() }
    }

    /// Read from a copy for the checker alone: SQLite changes what it opens.
    private func ownMessages(of node: SimNode) throws -> Set<[UInt8]> {
        let path = scratch + "/looked.db"
        sim_disk_copy(node.disk, "hotline.db", path, 1)
        return Set(try Rows(path).all("SELECT message_id FROM statement WHERE is_own = 1").map { $0[0].bytes })
    }

    // MARK: Disks

    private func strikeDisk(of node: SimNode, _ fault: Configuration.Fault) {
        switch fault {
        case .ioError, .stickyError:
            let kinds = [SIM_READ, SIM_WRITE, SIM_SYNC, SIM_TRUNCATE]
            let kind = kinds[Int.random(in: 0...3, using: &world.random)]
            sim_disk_fail_at(
                node.disk, Int32(kind), Int32.random(in: 1...20, using: &world.random),
                fault == .stickyError ? 1 : 0)
            world.story.tell(node.name, "disk is going to fail")
            world.after(some(200, 8000)) { sim_disk_fail_at(node.disk, 0, 0, 0) }
        case .diskFull:
            world.story.count("full disks")
            world.story.tell(node.name, "disk is full")
            sim_disk_set_full(node.disk, 1)
            world.after(some(200, 8000)) { sim_disk_set_full(node.disk, 0) }
        default:
            world.story.count("low space")
            node.machine.freeBytes = 1_000_000
            world.after(some(1000, 12_000)) { node.machine.freeBytes = .max }
        }
    }

    // MARK: Machines

    private func strikeMachine(of node: SimNode, _ fault: Configuration.Fault) {
        if fault == .pause {
            guard !node.machine.isPaused else { return }
            world.story.count("pauses")
            world.story.tell(node.name, "is paused")
            node.machine.pause()
            world.after(some(100, 20_000)) { [world] in
                world.story.tell(node.name, "goes on")
                node.machine.resume()
            }
        } else {
            world.story.count("clock jumps")
            let years = Double.random(in: -10...10, using: &world.random)
            node.machine.clockOffset = years * 365.25 * 86_400
            world.story.tell(node.name, "has its clock set by years: \(Int(years))")
        }
    }

    // MARK: The network

    private func strikeNetwork(_ node: SimNode, _ fault: Configuration.Fault) {
        let isWhole = Bool.random(using: &world.random)
        let route = network.allPaths.randomElement(using: &world.random)?.route
        let paths = network.allPaths.filter { isWhole || $0.route == route }
        switch fault {
        case .cut: cut(paths, "partitions")
        case .cutOneWay: cut(paths.filter { $0.from == node.name }, "one-way partitions")
        case .slow:
            world.story.count("slow networks")
            let (delay, jitter) = (some(10, 1500), some(0, 1500))
            for path in paths { (path.delay, path.jitter) = (delay, jitter) }
            world.after(some(1000, 20_000)) { for path in paths { path.heal() } }
        case .reset:
            world.story.count("resets")
            for connection in network.connections { connection.reset("reset on the way") }
        default:
            world.story.tell("network", "is tampered with")
            network.tampering = configuration.tampering
            world.after(some(1000, 20_000)) { [network] in network.tampering = .none }
        }
    }

    private func cut(_ paths: [Path], _ kind: String) {
        world.story.count(kind)
        world.story.tell("network", "\(kind): \(paths.count) ways are cut")
        for path in paths { path.isBlocked = true }
        world.after(some(100, 40_000)) { for path in paths { path.isBlocked = false } }
    }

    // MARK: The end of the faults

    func heal() {
        isOver = true
        world.story.tell("faults", "are over")
        network.heal()
        for node in nodes {
            sim_disk_heal(node.disk)
            node.machine.freeBytes = .max
            if node.machine.isPaused { node.machine.resume() }
            node.look()
            node.restart()
        }
        if hadRestore { operate() }
    }

    /// The operators of both nodes agree, again and again, that the line recovers: what a node whose log has grown after an older
    /// copy was put there does not do by itself, nor the peer to which it showed two roots for one size.
    private func operate() {
        for (node, peer) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
            node.running?.perform { control in _ = try? await control.recoverLine(with: peer.identity.line.name.text) }
        }
        world.after(.seconds(5)) { [self] in operate() }
    }

    /// What the disks counted.
    func countDisks() {
        for node in nodes {
            let counts = sim_disk_counted(node.disk)
            for (kind, count) in [
                ("read errors", counts.read_errors), ("write errors", counts.write_errors),
                ("sync errors", counts.sync_errors), ("truncate errors", counts.truncate_errors),
                ("writes refused by a full disk", counts.full_errors), ("unsynced writes lost", counts.lost),
                ("unsynced writes torn", counts.torn),
            ] where count > 0 { world.story.count(kind, Int(count)) }
        }
    }
}
