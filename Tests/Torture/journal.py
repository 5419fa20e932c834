"""The client's journal: a line of JSON for each submit before it is sent, and for each answer. With the exports of both sides
it is all that the checker reads."""

import json
import os
import threading
import time

SENT, ANSWERED, REFUSED = "sent", "answered", "refused"


def now():
    """Seconds on the clock that no strike moves."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def fresh_id(random):
    """A UUID of version 7."""
    value = (int(time.time() * 1000) << 80) | random.getrandbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Journal:
    """Written by many threads."""

    def __init__(self, path):
        self.file = open(path, "a", buffering=1)
        self.lock = threading.Lock()
        self.sent = self.answered = 0

    def will_send(self, request, sender, digest, size):
        self.write({
            "event": SENT, "at": now(), "id": request["message_id"], "from": sender, "to": request["peer"],
            "channel": request["channel"], "precedence": request["precedence"], "kind": request["kind"],
            "digest": digest, "size": size})
        self.sent += 1

    def was_answered(self, message_id, status):
        self.write({"event": ANSWERED, "at": now(), "id": message_id, "status": status})
        self.answered += 1

    def was_refused(self, message_id, status, answer):
        self.write({"event": REFUSED, "at": now(), "id": message_id, "status": status, "answer": answer})

    def write(self, line):
        with self.lock:
            self.file.write(json.dumps(line) + "\n")

    def close(self):
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
