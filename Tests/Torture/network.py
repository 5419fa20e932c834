"""The network between the two nodes: where the machine can do it, each node has a namespace of its own and a pair of virtual
interfaces joins them; a proxy stands before each dialler in any case. Every path of the line crosses both."""

import json
import os
import re
import socket
import subprocess
import sys
import time

from machine import run

HOSTS = ("192.0.2.1", "192.0.2.2")  # for documentation (RFC 5737): no host has them
PORT = 7411
PROXY_PORT = 7400
HERE = os.path.dirname(os.path.abspath(__file__))


class Side:
    """One node's end of the network."""

    def __init__(self, index, scratch, has_namespaces):
        self.index = index
        self.link = f"line{index}"
        self.host = HOSTS[index] if has_namespaces else "127.0.0.1"
        self.port = PORT if has_namespaces else PORT + 10 * (index + 1)
        self.proxy_port = PROXY_PORT + (0 if has_namespaces else 10 * (index + 1))
        self.control = os.path.join(scratch, f"proxy{index}.sock")
        self.holder = self.proxy = None

    @property
    def enter(self):
        return ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"] if self.holder else []

    def open_namespace(self):
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        own = os.readlink("/proc/self/ns/net")
        end = time.monotonic() + 5
        while os.readlink(f"/proc/{self.holder.pid}/ns/net") == own:
            if time.monotonic() > end:
                raise RuntimeError("the namespace does not open")
            time.sleep(0.01)

    def run(self, *command):
        return run(*self.enter, *command)

    def start_proxy(self, other):
        command = [*self.enter, sys.executable, os.path.join(HERE, "proxy.py"), str(self.proxy_port), other.host,
                   str(other.port), self.control]
        self.proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def close(self):
        for process in (self.proxy, self.holder):
            if process is not None:
                process.kill()
                process.wait()


class Network:
    def __init__(self, scratch, has_namespaces):
        self.has_namespaces = has_namespaces
        self.sides = [Side(index, scratch, has_namespaces) for index in (0, 1)]
        if has_namespaces:
            self.join()
        for side, other in (self.sides, self.sides[::-1]):
            side.start_proxy(other)
        for side in self.sides:
            wait_for(side.control)

    def join(self):
        run("ip", "link", "set", "lo", "up")
        for side in self.sides:
            side.open_namespace()
        first, second = self.sides
        run("ip", "link", "add", first.link, "type", "veth", "peer", "name", second.link)
        for side in self.sides:
            run("ip", "link", "set", side.link, "netns", str(side.holder.pid))
            side.run("ip", "addr", "add", f"{side.host}/30", "dev", side.link)
            side.run("ip", "link", "set", side.link, "up")
            side.run("ip", "link", "set", "lo", "up")

    def order(self, sides=(0, 1), **order):
        """Tells the proxies what to do; gives how many pieces or connections were struck since they were last told something."""
        struck = 0
        for index in sides:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(10)
                connection.connect(self.sides[index].control)
                connection.sendall(json.dumps(order).encode() + b"\n")
                struck += json.loads(connection.recv(256))["struck"]
        return struck

    def filter(self, index, hook, verdict):
        """Lets the packets of the line in or out of one side be dropped or rejected, and counted: a counter is in the verdict."""
        side = self.sides[index]
        device = "iifname" if hook == "input" else "oifname"
        side.run("nft", f"add table inet torture; add chain inet torture {hook} {{ type filter hook {hook} priority 0; }}; "
                 f"add rule inet torture {hook} {device} {side.link} {verdict}")

    def unfilter(self):
        """Takes the filters away; gives how many packets they caught."""
        caught = 0
        for side in self.sides:
            rules = side.run("nft", "list ruleset").stdout
            caught += sum(int(packets) for packets in re.findall(r"counter packets (\d+)", rules))
            side.run("nft", "flush ruleset")
        return caught

    def set_link(self, index, state):
        side = self.sides[index]
        side.run("ip", "link", "set", side.link, state)

    def close(self):
        for side in self.sides:
            side.close()


def wait_for(path, seconds=10):
    end = time.monotonic() + seconds
    while not os.path.exists(path):
        if time.monotonic() > end:
            raise RuntimeError(f"{path} does not appear")
        time.sleep(0.02)
