import CSimulator
import HotlineTestSupport

/// The one thread of a run: a queue of jobs, a virtual clock, and the seed from which everything follows.
///
/// Whatever the nodes do is a job of Swift's runtime, and all jobs come here; whatever waits, waits for a timer here. Time goes
/// on only when no job is left. So a run is a function of its seed.
///
/// Unchecked: everything below the simulator runs on the thread that made the world; the C side ends the process where a job
/// comes from another one.
final class World: @unchecked Sendable {
    /// The world whose jobs the runtime's hook takes; set once, before the first job.
    nonisolated(unsafe) static var current: World?

    private enum Job {
        case global(UnsafeMutableRawPointer)
        case task(UnownedJob, SimExecutor)
    }

    private(set) var now: Duration = .zero
    var random: SeededRandom
    let story: Story
    /// Jobs beyond the first among which the next is drawn: 0 is first come, first served.
    private let shuffle: Int
    private var jobs: [Job] = []
    private var timers = Timers()
    private(set) var jobsRun = 0
    /// A hundred times what the longest runs need: what takes more goes round in circles.
    private static let mostJobs = 3_000_000
    /// It goes round in circles, and nothing happens in it any more.
    var isEndless: Bool { jobsRun >= Self.mostJobs }
    /// Looks at everything after each step of time.
    var afterStep: () -> Void = {}

    init(seed: UInt64, story: Story) {
        random = SeededRandom(seed: seed)
        self.story = story
        shuffle = [0, 1, 3][Int.random(in: 0...2, using: &random)]
        World.current = self
        sim_random_seed(random.next())
        sim_disks_install()
        sim_jobs_take { job in
            if let job { World.current?.jobs.append(.global(job)) }
        }
    }

    func enqueue(_ job: UnownedJob, on executor: SimExecutor) { jobs.append(.task(job, executor)) }

    /// Runs something at a time, in the order in which it was asked for.
    func at(_ time: Duration, _ work: @escaping () -> Void) { timers.add(max(time, now), work) }

    func after(_ delay: Duration, _ work: @escaping () -> Void) { at(now + delay, work) }

    /// Lets everything happen until that time, or until the condition holds after a step.
    func run(until end: Duration, unless isDone: () -> Bool = { false }) {
        drain()
        while let time = timers.next, time <= end, !isEndless, !isDone() {
            now = time
            for work in timers.take(upTo: time) { work() }
            drain()
        }
        if !isDone() { now = max(now, end) }
    }

    private func drain() {
        while !jobs.isEmpty, !isEndless {
            let reach = min(shuffle, jobs.count - 1)
            let job = jobs.remove(at: reach > 0 ? Int.random(in: 0...reach, using: &random) : 0)
            jobsRun += 1
            switch job {
            case .global(let job): sim_job_run(job)
            case .task(let job, let executor): job.runSynchronously(on: executor.asUnownedTaskExecutor())
            }
        }
        story.mix(UInt64(truncatingIfNeeded: now.components.attoseconds / 1_000_000_000))
        story.mix(UInt64(jobsRun))
        afterStep()
    }
}

/// Runs a session's tasks on the world's thread.
final class SimExecutor: TaskExecutor {
    private let world: World

    init(_ world: World) { self.world = world }

    func enqueue(_ job: consuming ExecutorJob) { world.enqueue(UnownedJob(job), on: self) }
}

/// The thread of a node's one writer: what it does begins a little later, as behind a disk, and one after the other.
final class SimWriter: SerialExecutor, @unchecked Sendable {
    private let world: World
    private let machine: Machine
    private var free: Duration = .zero

    /// Unchecked: as `World`.
    init(_ world: World, _ machine: Machine) { (self.world, self.machine) = (world, machine) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let slowest = Int64(machine.slowestWrite / .microseconds(1))
        free = max(free, world.now + .microseconds(Int64.random(in: 50...slowest, using: &world.random)))
        world.at(free) { [self] in
            machine.whenAwake { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }
}
