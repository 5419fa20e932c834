import Testing

@testable import HotlineNode
@testable import HotlineProtocol
@testable import HotlineStore

@Suite("Credit against space")
struct SpaceMachineTests {
    private static let floor = UInt64(StoreLimits.grantFloorBytes)
    private static let margin = UInt64(StoreLimits.grantMarginBytes)
    private static let grant = Limits.creditBytes
    private static let (one, two, three) = (LineID(rawValue: 1), LineID(rawValue: 2), LineID(rawValue: 3))

    @Test(
        "a line is granted all of it where the floor and the grant are free, and nothing with a byte less",
        arguments: [
            (0, false), (floor, false), (floor + grant - 1, false), (floor + grant, true), (UInt64.max, true),
        ])
    func alone(_ free: UInt64, _ isGranted: Bool) {
        var machine = SpaceMachine()
        #expect(machine.credit(for: Self.one, free: free) == (isGranted ? .full : .none))
        #expect(machine.isShort == !isGranted)
    }

    @Test("each line's grant is reserved beside the others', and free again when its sessions are over")
    func reserved() {
        var machine = SpaceMachine()
        let room = Self.floor + 2 * Self.grant
        #expect(machine.credit(for: Self.one, free: room) == .full)
        #expect(machine.credit(for: Self.two, free: room) == .full)
        #expect(machine.credit(for: Self.three, free: room) == .none && machine.isShort)
        // A second session of a line that has a grant needs no room of its own; too little was free, so the margin counts.
        #expect(machine.credit(for: Self.one, free: room + Self.margin) == .full)
        machine.release(Self.two)
        #expect(machine.credit(for: Self.three, free: room + Self.margin) == .full)
        #expect(!machine.isShort)
    }

    @Test("after too little space granting begins again only with the margin beyond it")
    func margin() {
        var machine = SpaceMachine()
        #expect(machine.credit(for: Self.one, free: 0) == .none)
        #expect(machine.credit(for: Self.one, free: Self.floor + Self.grant) == .none)
        #expect(machine.credit(for: Self.one, free: Self.floor + Self.grant + Self.margin) == .full)
        #expect(!machine.isShort)
        #expect(machine.credit(for: Self.one, free: Self.floor + Self.grant) == .full)
    }

    @Test("a disk that fills up shows, also where nobody asks for more, and a line that gave up waits no longer")
    func looking() {
        var machine = SpaceMachine()
        #expect(machine.credit(for: Self.one, free: .max) == .full)
        machine.look(free: Self.floor)
        #expect(machine.isShort)
        machine.look(free: Self.floor + Self.grant + Self.margin)
        #expect(!machine.isShort)
        #expect(machine.credit(for: Self.two, free: Self.floor + Self.grant) == .none)
        machine.look(free: Self.floor + Self.grant + Self.margin)
        #expect(machine.isShort)
        machine.forget(Self.two)
        machine.look(free: Self.floor + Self.grant + Self.margin)
        #expect(!machine.isShort)
    }
}
