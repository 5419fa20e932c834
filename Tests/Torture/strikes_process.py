"""The process ends, stops or starts at the wrong moment."""

import os
import signal
import subprocess
import time

import journal
import load as loads
from kinds import Seen, kind, missed
from node import KILLED, shown


@kind("kill", "process")
def kill(world, random):
    node = world.choose(random)
    time.sleep(random.uniform(0, 0.5))
    return killed(node.kill())


def killed(status):
    return Seen(shown(status), status == KILLED)


@kind("kill-both", "process")
def kill_both(world, random):
    for node in world.nodes:
        node.allowed = {KILLED}
        node.signal(signal.SIGKILL)
    statuses = {node.wait_for_end(20) for node in world.nodes}
    return Seen("both " + " and ".join(map(shown, statuses)), statuses == {KILLED})


@kind("kill-starting", "process")
def kill_starting(world, random):
    """Killed while it recovers, several times."""
    node = world.choose(random)
    node.kill()
    for _ in range(random.randint(1, 4)):
        node.launch()
        time.sleep(random.uniform(0, 0.15))
        status = node.kill()
    return killed(status)


@kind("kill-stopping", "process")
def kill_stopping(world, random):
    node = world.choose(random)
    node.allowed = {0, KILLED}
    node.signal(signal.SIGTERM)
    time.sleep(random.uniform(0, 0.03))
    node.signal(signal.SIGKILL)
    return killed(node.wait_for_end(20))


@kind("stop-and-start", "process")
def stop_and_start(world, random):
    """SIGTERM: it must end by itself, with 0."""
    node = world.choose(random)
    status = node.stop()
    if status != 0:
        world.found(f"SIGTERM: {node.name} did not end with 0 but {status}")
    return Seen(shown(status)) if status is not None else missed("it had to be killed")


@kind("freeze", "process")
def freeze(world, random):
    """SIGSTOP and SIGCONT; at times longer than the peer waits for a silent one."""
    node = world.choose(random)
    node.signal(signal.SIGSTOP)
    time.sleep(random.choice((0.3, 0.8, 1.5, 2.5, 12)))
    node.signal(signal.SIGCONT)
    return Seen("went on")


@kind("kill-command", "process", is_timed=False)
def kill_command(world, random):
    """`hotline send` killed: the message is sent or not, and once at most."""
    node = world.choose(random)
    request, digest, size = loads.make_message(random, world.peer(node).name, "nrrc", "priority", 200)
    world.journal.will_send(request, node.name, digest, size)
    command = subprocess.Popen(
        [os.path.join(node.programs, "hotline"), "send", request["peer"], request["text"], "--channel", "nrrc",
         "--precedence", "priority", "--tlp", "amber", "--id", request["message_id"]],
        env=node.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, 0.06))
    command.kill()
    if command.wait() == 0:
        world.journal.was_answered(request["message_id"], 0)
    return killed(command.returncode)


@kind("kill-backup", "process")
def kill_backup(world, random):
    """The daemon is killed while it copies its database."""
    node = world.choose(random)
    target = os.path.join(world.scratch, f"backup-{journal.fresh_id(random)}")
    command = subprocess.Popen([os.path.join(node.programs, "hotline"), "backup", target], env=node.environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, 0.2))
    was_running = command.poll() is None
    status = node.kill()
    command.kill()
    command.wait()
    if os.path.exists(target):
        os.unlink(target)
    return killed(status) if was_running else missed("the copy had ended")
