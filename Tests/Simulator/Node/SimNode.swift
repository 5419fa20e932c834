import CSimulator
import HotlineControl
import HotlineCrypto
import HotlineProtocol
import HotlineStore
import HotlineTestSupport

@testable import HotlineNode

/// A node with its machine and its disk, through all its lives. What it runs is the product: see `Life`.
///
/// Unchecked: as `World`.
final class SimNode: Host, @unchecked Sendable {
    let world: World
    let network: Network
    let identity: TestIdentity
    let machine: Machine
    let home: Home
    let disk: OpaquePointer
    /// Whether it recovers by itself where it finds that it was rolled back.
    let recoversAutomatically: Bool
    private(set) var running: Life?
    private(set) var life = 0
    /// A process whose start failed, or that ended by itself, is started again after this.
    private static let restartPause: Duration = .seconds(1)
    private var isWanted = false
    /// Told when a life has ended, and how.
    var onEnd: (_ life: Life, _ how: String) -> Void = { _, _ in }
    var onStart: (Life) -> Void = { _ in }

    var name: String { machine.name }

    init(_ world: World, _ network: Network, _ identity: TestIdentity, name: String, directory: String, recovers: Bool)
        throws
    {
        (self.world, self.network, self.identity) = (world, network, identity)
        recoversAutomatically = recovers
        machine = Machine(name: name)
        home = Home(path: directory + "/" + name)
        try home.makeDirectories()
        try SQLiteStore.create(
            home: home, identity: identity.line, at: NodeClock(SimTime(world, machine)).utc())
        disk = sim_disk_new(home.path, world.random.next())
        network.add(self, named: name)
    }

    /// Nothing is heard of a process whose disk went down under it.
    var keyID: Digest? {
        running?.isReady == true && sim_disk_is_down(disk) == 0 ? identity.line.key.keyID : nil
    }

    func accept(_ end: SimConnection) { running?.accept(end) }

    // MARK: Life and death

    /// Starts the process, and again where that fails.
    func start() {
        isWanted = true
        guard running == nil else { return }
        life += 1
        do {
            let life = try Life(self, number: life)
            running = life
            life.run()
        } catch {
            world.story.tell(name, "does not start")
            world.story.explain(name, "\(error)")
            fell(SIM_KILL)
        }
    }

    /// The process ends without a word, or the power fails.
    func crash(_ how: Int) {
        guard let life = running else { return }
        running = nil
        isWanted = false
        sim_disk_down(disk, Int32(how))
        world.story.tell(name, how == SIM_KILL ? "is killed" : "loses power")
        if how == SIM_KILL { for connection in network.connections { connection.ended(by: name) } }
        life.end()
        onEnd(life, "crash")
    }

    /// The process ended by itself, after an error, or because its disk went down under it.
    func ended(_ number: Int) {
        guard let life = running, life.number == number else { return }
        running = nil
        world.story.tell(name, "ends by itself")
        life.end()
        // A power failure in the middle of something is no end of which anybody is told.
        if sim_disk_is_down(disk) == 0 { for connection in network.connections { connection.ended(by: name) } }
        onEnd(life, "ended")
        fell(SIM_KILL)
    }

    /// A disk that went down by itself has taken its node with it.
    func look() {
        if let running, sim_disk_is_down(disk) != 0 { ended(running.number) }
    }

    private func fell(_ how: Int) {
        sim_disk_down(disk, Int32(how))
        world.after(Self.restartPause) { [self] in
            if isWanted { restart() }
        }
    }

    /// Starts again with what survived; where it is still stopping, when it has.
    func restart() {
        isWanted = true
        guard running == nil else { return }
        if sim_disk_is_down(disk) != 0 { sim_disk_up(disk) }
        start()
    }

    /// Stops as a service manager stops it.
    func stop() {
        guard let life = running else { return }
        isWanted = false
        Task {
            await life.stop()
            guard running === life else { return }
            running = nil
            world.story.tell(name, "has stopped")
            onEnd(life, "stopped")
            losePowerToo()
            if isWanted { restart() }
        }
    }

    /// Its machine may be stopped with it: the log that the process cut at its end may be as long as before then.
    private func losePowerToo() {
        guard Bool.random(using: &world.random) else { return }
        world.story.count("power failures after a stop")
        sim_disk_down(disk, Int32(SIM_POWER))
    }
}
