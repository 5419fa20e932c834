"""The process ends, stops or starts at the wrong moment."""

import os
import signal
import subprocess
import time

import journal
import load as loads
from kinds import kind
from node import KILLED, shown


@kind("kill", "process")
def kill(world, random):
    node = world.choose(random)
    time.sleep(random.uniform(0, 0.5))
    return shown(node.kill())


@kind("kill-both", "process")
def kill_both(world, random):
    for node in world.nodes:
        node.allowed = {KILLED}
        node.signal(signal.SIGKILL)
    for node in world.nodes:
        node.wait_for_end(20)
    return "both ended by SIGKILL"


@kind("kill-starting", "process")
def kill_starting(world, random):
    """Killed while it recovers, several times."""
    node = world.choose(random)
    node.kill()
    for _ in range(random.randint(1, 4)):
        node.launch()
        time.sleep(random.uniform(0, 0.15))
        node.kill()
    return "killed while starting"


@kind("kill-stopping", "process")
def kill_stopping(world, random):
    node = world.choose(random)
    node.allowed = {0, KILLED}
    node.signal(signal.SIGTERM)
    time.sleep(random.uniform(0, 0.03))
    node.signal(signal.SIGKILL)
    return shown(node.wait_for_end(20))


@kind("stop-and-start", "process")
def stop_and_start(world, random):
    """SIGTERM: it must end by itself, with 0."""
    node = world.choose(random)
    status = node.stop()
    if status != 0:
        world.found(f"SIGTERM: {node.name} did not end with 0 but {status}")
    return shown(status) if status is not None else "did not end"


@kind("freeze", "process")
def freeze(world, random):
    """SIGSTOP and SIGCONT; at times longer than the peer waits for a silent one."""
    node = world.choose(random)
    node.signal(signal.SIGSTOP)
    time.sleep(random.choice((0.3, 0.8, 1.5, 2.5, 12)))
    node.signal(signal.SIGCONT)
    return "went on"


@kind("kill-command", "process")
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
        return "had ended with 0"
    return "killed"


@kind("kill-backup", "process")
def kill_backup(world, random):
    """The daemon is killed while it copies its database."""
    node = world.choose(random)
    target = os.path.join(world.scratch, f"backup-{journal.fresh_id(random)}")
    command = subprocess.Popen([os.path.join(node.programs, "hotline"), "backup", target], env=node.environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0, 0.2))
    status = node.kill()
    command.kill()
    command.wait()
    if os.path.exists(target):
        os.unlink(target)
    return shown(status)
