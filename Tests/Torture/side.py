"""Side experiments: a small pair of its own on loopback, for faults after which a line must not simply go on. Its homes are
copies of a pair that was made once in the run."""

import os
import shutil
import socket

import load as loads
import journal
from api import Unanswered
from node import KILLED, Node

NAMES = ("gamma.example", "delta.example")
MESSAGES = 60
LINES_SHOWN = 4   # of each log, in a finding


class SidePair:
    """Two nodes without proxy or own network."""

    def __init__(self, world, place):
        self.world, self.place, self.found_before = world, place, len(world.findings)
        self.refused = None   # what was said of the last message that was not stored
        self.nodes = [
            Node(name, os.path.join(place, name), f"127.0.0.1:{port}", world.programs, os.path.join(place, name + ".log"))
            for name, port in zip(NAMES, free_ports(2))]

    def start(self):
        for node, peer in (self.nodes, self.nodes[::-1]):
            node.desk("peer", "add", peer.key_line(), "--route", peer.listen)
        for node in self.nodes:
            node.start()

    def connected(self, seconds=15):
        return self.world.wait_until(
            lambda: all(node.state() == "connected" for node in self.nodes), seconds)

    def drained(self, seconds=15):
        return self.world.wait_until(
            lambda: all((node.line() or {"queued": 1})["queued"] == 0 for node in self.nodes), seconds)

    def say(self, node, random, count):
        """Messages of one node; the ids of those that were stored."""
        peer, ids = self.peer_name(node), []
        api = node.api()
        for _ in range(count):
            request, _, _ = loads.make_message(random, peer, "csirt", "priority", 100)
            try:
                status, answer = api.ask("POST", "/v1/messages", request)
                if status == 201:
                    ids.append(request["message_id"])
                else:
                    self.refused = f"{status} {answer}"
            except Unanswered as problem:
                self.refused = str(problem)
        api.close()
        return ids

    def peer_name(self, node):
        return NAMES[1] if node.name == NAMES[0] else NAMES[0]

    def judge_endings(self, node):
        """None of its daemons may have crashed: what it may end with stands in `allowed`."""
        for status, _ in node.endings:
            if status not in node.allowed | {KILLED, 0}:
                self.world.found(f"{node.name}'s daemon (the small pair's) ended with {status}, which nothing explains")

    def shown(self):
        """What each node says of the line now, and what its daemon has logged last."""
        said = [f"last refusal: {self.refused}"]
        for node in self.nodes:
            with open(node.log_path, errors="replace") as file:
                logged = file.read().splitlines()[-LINES_SHOWN:]
            said.append(f"{node.name}: {node.line()}, log: {logged}")
        return "; ".join(said)

    def close(self):
        """Where the strike found something, the homes stay."""
        for node in self.nodes:
            node.kill()
            self.judge_endings(node)
        if len(self.world.findings) == self.found_before:
            shutil.rmtree(self.place, ignore_errors=True)


def template(world, random):
    """The homes of a stopped pair that has exchanged messages; made at the first call."""
    place = os.path.join(world.scratch, "side")
    if os.path.exists(place):
        return place
    pair = SidePair(world, place + "-making")
    os.makedirs(pair.place)
    for node in pair.nodes:
        node.desk("init", "--name", node.name)
    pair.start()
    pair.connected()
    for node in pair.nodes:
        pair.say(node, random, MESSAGES)
    pair.drained()
    for node in pair.nodes:
        node.kill()  # so that the write-ahead log is there too
    os.rename(pair.place, place)
    return place


def copy(world, random):
    """A pair from the template, not started."""
    source = template(world, random)
    place = os.path.join(world.scratch, f"side-{journal.fresh_id(random)[-12:]}")
    shutil.copytree(source, place, ignore=lambda _, names: [name for name in names if name == "run"])
    return SidePair(world, place)


def free_ports(count):
    """Ports that nobody listens on at this moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
