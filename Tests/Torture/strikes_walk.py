"""One message's life, along all its calls: SIGKILL in the place of the first write of its sender, then of the second, and so on to
the last; then its syncs, sends and receives; then those of its recipient. What the other kinds draw, this one goes through."""

import os
import subprocess
import time

from calls import CALLS, NEEDS, injecting
from kinds import Seen, kind, missed
from node import KILLED, shown

SECONDS = 3       # a message's life, and more
ATTACHED = 2      # seconds for strace to have the process


class Walk:
    """Where it is: the call, whose it is, and which one of them."""

    def __init__(self):
        self.steps = [(call, side) for call in ("write", "sync", "send", "receive") for side in (0, 1)]
        self.step, self.place, self.rounds = 0, 1, 0

    def here(self):
        return (*self.steps[self.step], self.place)

    def turn(self):
        """The life had fewer such calls: on to the next kind of call, or around."""
        self.place, self.step = 1, (self.step + 1) % len(self.steps)
        self.rounds += self.step == 0


WALK = Walk()


@kind("kill-along-message", "calls", NEEDS)
def kill_along_message(world, random):
    call, side, place = WALK.here()
    node, sender = world.nodes[side], world.nodes[0]
    if not world.quiet(10):
        world.load.go_on()
        return missed("messages were still passing")
    node.allowed = node.allowed | {KILLED}
    tracer = subprocess.Popen([*injecting(CALLS[call], "signal=KILL", place), "-p", str(node.daemon.pid)],
                              stderr=subprocess.DEVNULL)
    try:
        status = live(world, node, sender) if is_attached(node.daemon.pid) else None
    finally:
        tracer.terminate()
        tracer.wait()
        world.load.go_on()
    return judge(status, call, side)


def judge(status, call, side):
    if status is None:
        WALK.turn()
        return missed(f"past the last {call}") if WALK.step else missed("the walk is whole")
    WALK.place += 1
    return Seen(f"{('sender', 'recipient')[side]} {shown(status)} at a {call}")


def live(world, node, sender):
    """One message from its submit to its receipt; how the node ended, or nothing where it outlived the message."""
    probe, end = world.probe(sender), time.monotonic() + SECONDS
    while time.monotonic() < end:
        if (status := node.ended()) is not None:
            return status
        if world.is_through(sender, probe):
            return node.wait_for_end(0.2)
        time.sleep(0.01)
    return node.ended()


def is_attached(pid):
    end = time.monotonic() + ATTACHED
    while time.monotonic() < end:
        try:
            tasks = os.listdir(f"/proc/{pid}/task")
            if all(traced(pid, task) for task in tasks):
                return True
        except OSError:
            return False
        time.sleep(0.005)
    return False


def traced(pid, task):
    with open(f"/proc/{pid}/task/{task}/status") as file:
        return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in file)
