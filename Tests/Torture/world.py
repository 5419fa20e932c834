"""All that a strike may reach: the two nodes, the network between and the disks under them, the load, what was found."""

import os
import signal
import time

import journal
import load as loads
from api import Unanswered
from disk import Disk
from load import Load
from network import Network
from node import Node, shown

RECOVERY_LIMIT = 30   # seconds; a line that is not back by then is a finding
GOAL = 5.0            # seconds; of 99 in 100
NAMES = ("alpha.example", "beta.example")


class World:
    def __init__(self, scratch, given, abilities, disk_size):
        self.scratch, self.programs, self.python = scratch, given.programs, given.python
        self.abilities, self.seed = abilities, given.seed
        self.findings, self.endings = [], {}
        self.strike = "before the first strike"
        self.network = Network(scratch, abilities["namespaces"])
        self.disks = [Disk(scratch, name.split(".")[0], disk_size, abilities["loop"]) for name in NAMES]
        self.nodes = [self.make_node(index) for index in (0, 1)]
        self.pair()
        self.journal = journal.Journal(os.path.join(scratch, "journal.jsonl"))
        self.load = Load(self.nodes, self.journal, given.seed, given.rate)

    def make_node(self, index):
        side, name = self.network.sides[index], NAMES[index]
        home = os.path.join(self.disks[index].place, "home")
        log = os.path.join(self.scratch, f"{name}.log")
        node = Node(name, home, f"{side.host}:{side.port}", self.programs, log, side.enter)
        node.desk("init", "--name", name)
        return node

    def pair(self):
        for (node, peer), side in zip((self.nodes, self.nodes[::-1]), self.network.sides):
            node.desk("peer", "add", peer.key_line(), "--route", f"127.0.0.1:{side.proxy_port}")

    def peer(self, node):
        return self.nodes[1 - self.nodes.index(node)]

    def disk(self, node):
        return self.disks[self.nodes.index(node)]

    def choose(self, random):
        return random.choice(self.nodes)

    def found(self, what):
        self.findings.append(f"{self.strike}: {what}")

    # After each strike.

    def restart_ended(self):
        """Starts what has ended, as systemd would, and judges how it ended."""
        for node in self.nodes:
            node.ended()
            if node.daemon is None:
                node.launch()

    def settle(self):
        """Waits until a message of each side is receipted again; gives the seconds since the fault healed."""
        healed = time.monotonic()
        self.restart_ended()
        waiting = {node.name: self.probe(node) for node in self.nodes}
        while waiting and time.monotonic() < healed + RECOVERY_LIMIT:
            self.restart_ended()
            for node in self.nodes:
                if node.name in waiting and self.is_through(node, waiting[node.name]):
                    del waiting[node.name]
            time.sleep(0.02)
        self.judge_endings()
        if waiting:
            self.found(f"no message of {', '.join(waiting)} was receipted within {RECOVERY_LIMIT} s: {self.lines()}")
            return None
        return time.monotonic() - healed

    def probe(self, node):
        source = self.load.streams[0].random
        request, digest, size = loads.make_message(source, self.peer(node).name, "officials", "flash", 60, kind="test")
        self.journal.will_send(request, node.name, digest, size)
        return {"request": request, "is_stored": False}

    def is_through(self, node, probe):
        api = node.api(timeout=2)
        try:
            probe["is_stored"] = probe["is_stored"] or self.load.submit_once(api, probe["request"])
            if not probe["is_stored"]:
                return False
            return api.get(f"/v1/messages/{probe['request']['message_id']}")["state"] == "receipted"
        except Unanswered:
            return False
        finally:
            api.close()

    def lines(self):
        return "; ".join(
            f"{node.name}: {(line or {}).get('state')} {(line or {}).get('stopped_reason', '')}".strip()
            for node in self.nodes for line in [node.line()])

    def judge_endings(self):
        for node in self.nodes:
            for status, allowed in node.endings:
                self.endings[shown(status)] = self.endings.get(shown(status), 0) + 1
                if not allowed:
                    self.found(f"{node.name}'s daemon ended with {status}, which nothing explains")
            node.endings, node.allowed = [], set()

    def wait_until(self, condition, seconds, pause=0.05):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(pause)
        return False

    def is_drained(self):
        lines = [node.line() for node in self.nodes]
        return all(line and line["state"] == "connected" and line["queued"] == 0 for line in lines)

    def quiet(self, seconds=60):
        """Stops the load and waits until nothing is queued; whether that came."""
        self.load.pause()
        return self.wait_until(self.is_drained, seconds)

    def close(self):
        self.load.stop()
        for node in self.nodes:
            node.signal(signal.SIGCONT)
            node.kill()
        self.network.close()
        self.journal.close()
        for disk in self.disks:
            disk.close()
