"""The load: for each stream of each direction one client, which submits one message after another over the local API and asks
again with the same id until it is answered, as the command line does. Now and then one gives up: outcomes stay unknown."""

import hashlib
import random
import threading

import journal
from api import Api, Unanswered

CHANNELS = ("csirt", "nrrc", "officials")
PRECEDENCES = ("routine", "priority", "immediate", "flash")
LONG_BODY = 300 * 1024
LONG_SHARE = 1 / 250     # of the messages, in all but flash
GIVE_UP_SHARE = 1 / 20   # of the messages whose first answer does not come
RETRY_PAUSE = 0.1


class Stream(threading.Thread):
    """The client of one stream."""

    def __init__(self, load, node, peer, channel, precedence, pause):
        super().__init__(daemon=True, name=f"{node.name}/{channel}/{precedence}")
        self.load, self.node, self.peer, self.channel, self.precedence = load, node, peer, channel, precedence
        self.pause, self.random = pause, random.Random(f"{load.seed}/{self.name}")
        self.idle = threading.Event()
        self.newest = None

    def run(self):
        api = Api(self.node.socket, timeout=8)
        while not self.load.ended.wait(self.random.expovariate(1 / self.pause)):
            self.idle.set()
            self.load.going.wait()
            if self.load.ended.is_set():
                break
            self.idle.clear()
            self.submit(api)
        self.idle.set()

    def submit(self, api):
        request, digest, size = self.message()
        self.load.journal.will_send(request, self.node.name, digest, size)
        gives_up = self.random.random() < GIVE_UP_SHARE
        while not self.load.ended.is_set():
            if self.load.submit_once(api, request):
                self.newest = (request, digest, size)
                return
            if gives_up:
                return
            self.load.ended.wait(RETRY_PAUSE)

    def message(self):
        is_long = self.precedence != "flash" and self.random.random() < LONG_SHARE
        length = LONG_BODY if is_long else self.random.choice((20, 80, 300, 1200))
        return make_message(self.random, self.peer.name, self.channel, self.precedence, length)


def make_message(source, peer, channel, precedence, length, kind="message"):
    message_id = journal.fresh_id(source)
    text = (message_id + " " + source.randbytes(24).hex() + " " + "." * length)[:max(length, 60)]
    request = {
        "message_id": message_id, "peer": peer, "channel": channel, "precedence": precedence, "kind": kind,
        "tlp": "amber", "text": text}
    return request, hashlib.sha256(text.encode()).hexdigest(), len(text)


class Load:
    """All streams of both directions. `rate` is in messages a second, both directions together."""

    def __init__(self, nodes, book, seed, rate):
        self.journal, self.seed = book, seed
        self.going, self.ended = threading.Event(), threading.Event()
        pause = 2 * len(CHANNELS) * len(PRECEDENCES) / rate
        self.streams = [
            Stream(self, node, peer, channel, precedence, pause)
            for node, peer in (nodes, nodes[::-1]) for channel in CHANNELS for precedence in PRECEDENCES]

    def start(self):
        self.going.set()
        for stream in self.streams:
            stream.start()

    def submit_once(self, api, request):
        """Whether the message is done with: stored, or refused for what it is."""
        try:
            status, answer = api.ask("POST", "/v1/messages", request)
        except Unanswered:
            return False
        if status in (200, 201):
            self.journal.was_answered(request["message_id"], status)
            return True
        if status < 500:
            self.journal.was_refused(request["message_id"], status, answer)
            return True
        return False  # refused for now (stopping, no space): asked again

    def pause(self, node=None):
        """Returns when no client (of that node) waits for an answer, or after 15 s."""
        self.going.clear()
        for stream in self.streams:
            if node is None or stream.node is node:
                stream.idle.wait(15)

    def ask_again(self, node):
        """Submits the newest message of each stream of a node once more, as a client does that has missed the answer."""
        api = node.api()
        for stream in self.streams:
            if stream.node is node and stream.newest:
                request, digest, size = stream.newest
                self.journal.will_send(request, node.name, digest, size)
                self.submit_once(api, request)
        api.close()

    def go_on(self):
        self.going.set()

    def stop(self):
        self.ended.set()
        self.going.set()
        for stream in self.streams:
            stream.join(20)
