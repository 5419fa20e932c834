"""A TCP proxy that breaks what passes it. Started as a program in a node's network; told what to do over a Unix socket.

usage: proxy.py LISTEN_PORT TARGET_HOST TARGET_PORT CONTROL_SOCKET

Orders are lines of JSON: {"mode": "pass"}, "stall" (nothing moves), "delay" (seconds), "corrupt" (one bit of a share of the
pieces), "throttle" (bytes a second), "half-open" (the far end is gone, the near end does not know), "refuse" (new
connections are reset), "redirect" (all are reset, and new ones go to another port here), "reset" (all are reset, then
pass). Each is answered with a line when it is in force, which says how many pieces or connections
were struck since the order before.
"""

import asyncio
import json
import random
import socket
import struct
import sys
import time

PIECE = 65536
STEP = 0.02
LINGER_NOT = struct.pack("ii", 1, 0)


class Proxy:
    def __init__(self, target):
        self.target = target
        self.order = {"mode": "pass"}
        self.pairs = set()
        self.struck = 0

    def mode(self):
        return self.order["mode"]

    async def accept(self, reader, writer):
        if self.mode() == "refuse":
            self.struck += 1
            return reset(writer)
        target = ("127.0.0.1", self.order["port"]) if self.mode() == "redirect" else self.target
        try:
            far_reader, far_writer = await asyncio.wait_for(asyncio.open_connection(*target), 5)
        except (OSError, asyncio.TimeoutError):
            return reset(writer)
        pair = (writer, far_writer)
        self.pairs.add(pair)
        await asyncio.gather(self.pump(reader, far_writer, pair), self.pump(far_reader, writer, pair))
        self.pairs.discard(pair)

    async def pump(self, reader, writer, pair):
        """Bytes of one direction, until either end is gone."""
        try:
            while piece := await reader.read(PIECE):
                self.struck += self.mode() in ("stall", "half-open")
                while self.mode() in ("stall", "half-open"):
                    await asyncio.sleep(STEP)
                piece = await self.treated(piece)
                writer.write(piece)
                await writer.drain()
            if self.mode() != "half-open":
                writer.write_eof()
        except OSError:
            for end in pair:
                reset(end)

    async def treated(self, piece):
        self.struck += self.mode() in ("delay", "throttle")
        if self.mode() == "delay":
            await asyncio.sleep(self.order["seconds"])
        elif self.mode() == "throttle":
            await self.slowed(len(piece) / self.order["rate"])
        elif self.mode() == "corrupt" and random.random() < self.order["share"]:
            self.struck += 1
            place = random.randrange(len(piece))
            return piece[:place] + bytes([piece[place] ^ 1 << random.randrange(8)]) + piece[place + 1:]
        return piece

    async def slowed(self, seconds):
        """Waits so long, or until the throttle is taken away: a long piece must not outlast the fault."""
        end = time.monotonic() + seconds
        while self.mode() == "throttle" and time.monotonic() < end:
            await asyncio.sleep(STEP)

    def reset_all(self, ends=(0, 1)):
        self.struck += len(self.pairs)
        for pair in list(self.pairs):
            for end in ends:
                reset(pair[end])

    async def take_orders(self, reader, writer):
        async for line in reader:
            before, self.order = self.mode(), json.loads(line)
            if self.mode() == "half-open":
                self.reset_all(ends=(1,))
            if self.mode() in ("reset", "redirect") or before == "half-open":
                self.reset_all()
            if self.mode() == "reset":
                self.order = {"mode": "pass"}
            writer.write(json.dumps({"struck": self.struck}).encode() + b"\n")
            self.struck = 0
            await writer.drain()


def reset(writer):
    """Closes with RST."""
    connection = writer.get_extra_info("socket")
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    except OSError:
        pass  # closed before
    writer.transport.abort()


async def main(port, host, target_port, control):
    proxy = Proxy((host, int(target_port)))
    await asyncio.start_unix_server(proxy.take_orders, control)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", int(port))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
