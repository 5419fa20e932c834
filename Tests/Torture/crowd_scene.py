"""The scene: the struck node, its good peer, and a third one that is pinned and misbehaves. The struck home is on a disk of its
own where there can be one, so that it can be filled."""

import json
import os
import subprocess
import time

import crowd_files
import machine
from api import Unanswered
from crowd_kinds import KINDS
from disk import Disk
from node import Node

HERE = os.path.dirname(os.path.abspath(__file__))
STRUCK, GOOD, BAD = "alpha.example", "beta.example", "gamma.example"
DISK_BYTES = 768 << 20
CONNECT_SECONDS = 20
WORKERS = ("strangers", "strangers", "peers")   # one process each; the peer has one session at a time
ALONE = 3                                        # of each kind of stranger, while all places are free
BATCH = 100                                      # visits of one kind in a row, at most


class Scene:
    def __init__(self, scratch, programs, python, has_loop):
        self.scratch, self.python = scratch, python
        self.disk = Disk(scratch, "struck", DISK_BYTES, has_loop)
        port = 7411 if os.environ.get(machine.ISOLATED) else 27411
        self.target = ("127.0.0.1", port)
        places = {STRUCK: self.disk.place, GOOD: scratch, BAD: scratch}
        self.nodes = {
            name: Node(name, os.path.join(places[name], name), f"127.0.0.1:{port + index}", programs,
                       os.path.join(scratch, name + ".log"))
            for index, name in enumerate(places)}
        self.struck, self.good, self.bad = self.nodes[STRUCK], self.nodes[GOOD], self.nodes[BAD]
        self.workers, self.results = [], []

    def set_up(self):
        if self.disk.has_loop:
            write_through(self.disk.place)
        if os.environ.get(machine.ISOLATED):
            machine.run("ip", "link", "set", "lo", "up")
        for name, node in self.nodes.items():
            node.desk("init", "--name", name)
        self.struck.desk("peer", "add", self.good.key_line(), "--route", self.good.listen)
        self.good.desk("peer", "add", self.struck.key_line(), "--route", self.struck.listen)
        self.struck.desk("peer", "add", self.bad.key_line())
        crowd_files.make(self.scratch, os.path.join(self.bad.home, "identity.pem"))
        for node in (self.struck, self.good):
            node.start()
        os.symlink(self.struck.socket, os.path.join(self.scratch, "struck.sock"))
        self.wait_until_connected()

    def wait_until_connected(self):
        end = time.monotonic() + CONNECT_SECONDS
        while self.good.state() != "connected":
            if time.monotonic() > end:
                raise RuntimeError("the good pair does not connect")
            time.sleep(0.05)

    # The crowd.

    def send_crowd(self, asked, random):
        """Starts the workers, each with its part of the jobs in an order of chance."""
        for index, family in enumerate(WORKERS):
            order = {"target": self.target, "node": self.struck.key_line(), "directory": self.scratch,
                     "seed": random.getrandbits(64), "jobs": self.jobs(asked, index, random)}
            self.start_worker(index, order)

    def send_alone(self, names, random):
        """Some strangers of each kind, one after another: for want of a place none of them is turned away."""
        jobs = [(name, ALONE) for name in names if KINDS[name].family == "strangers" and KINDS[name].batch == 1]
        self.start_worker("alone", {"target": self.target, "node": self.struck.key_line(), "directory": self.scratch,
                                    "seed": random.getrandbits(64), "jobs": jobs})
        statuses = self.wait_for_crowd(60)
        for job in self.said():
            KINDS[job["kind"]].alone = job["ends"]
        self.workers.clear()
        self.results.clear()
        if statuses != [0]:
            raise RuntimeError(f"the strangers that come alone ended with {statuses}")

    def jobs(self, asked, index, random):
        family = WORKERS[index]
        sharing = [number for number, one in enumerate(WORKERS) if one == family]
        jobs = []
        for name, count in asked.items():
            if KINDS[name].family == family:
                step = max(BATCH, KINDS[name].batch)
                jobs += [(name, min(step, count - done)) for done in range(0, count, step)]
        jobs = jobs[sharing.index(index)::len(sharing)]
        random.shuffle(jobs)
        return sorted(jobs, key=lambda job: job[0] == "fills-the-disk")  # after it nothing else would be granted

    def start_worker(self, index, order):
        path = os.path.join(self.scratch, f"order-{index}.json")
        with open(path, "w") as file:
            json.dump(order, file)
        said = open(path.replace("order", "result"), "w+")
        problems = open(path.replace("order-", "worker-").replace(".json", ".log"), "w")
        self.results.append(said)
        self.workers.append(subprocess.Popen(
            [self.python, os.path.join(HERE, "crowd_worker.py"), path], stdout=said, stderr=problems))

    def wait_for_crowd(self, seconds):
        end = time.monotonic() + seconds
        while any(worker.poll() is None for worker in self.workers) and time.monotonic() < end:
            time.sleep(0.2)
        return [worker.poll() for worker in self.workers]

    def said(self):
        for file in self.results:
            file.seek(0)
            yield from map(json.loads, file)

    def read_results(self):
        for job in self.said():
            KINDS[job["kind"]].note(job["ends"])
            KINDS[job["kind"]].times.append((job["began"], job["over"]))

    def close(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()
        for node in (self.struck, self.good):
            node.kill()
        self.disk.close()

    def is_alive(self, node):
        try:
            return node.daemon is not None and node.daemon.poll() is None and node.status() is not None
        except Unanswered:
            return False


def write_through(place, part=1 << 20):
    """Writes the whole disk once, so that its image has all its blocks and later writes ask nothing of the disk below."""
    path = os.path.join(place, "written")
    with open(path, "wb") as file:
        for _ in range(int(DISK_BYTES * 0.9) // part):
            file.write(bytes(part))
        os.fsync(file.fileno())
    os.unlink(path)
