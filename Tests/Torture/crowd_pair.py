"""The good pair: in each direction a client that submits at fixed times and waits for the verified receipt. What is late is
counted from when it was due, so that a stall is not measured once where it would have hit many."""

import random
import threading
import time

import load as loads
from api import Unanswered

WAIT_SECONDS = 30
BUFFER = 500


class Direction(threading.Thread):
    """The client of one node."""

    def __init__(self, node, peer, rate, seed):
        super().__init__(daemon=True)
        self.node, self.peer, self.pause = node, peer, 1 / rate
        self.random = random.Random(f"{seed}/{node.name}")
        self.over = None
        self.ended, self.took, self.sent, self.problems = threading.Event(), [], {}, []

    def run(self):
        """Ends when all that was due before the end has been sent, however late, or counted as late."""
        api, due = self.node.api(timeout=WAIT_SECONDS + 10), time.monotonic()
        while not (self.ended.wait(max(0, due - time.monotonic())) and due >= self.over):
            if self.ended.is_set() and time.monotonic() > self.over + WAIT_SECONDS:
                self.took.append((due, time.monotonic() - due))   # it was due, and could not even be sent
            else:
                self.exchange(api, due)
            due += self.pause
        api.close()

    def end(self, over):
        """`over` is when the crowd was: what was due before still counts."""
        self.over = over
        self.ended.set()

    def exchange(self, api, due):
        level, channel = self.random.choice(loads.PRECEDENCES), self.random.choice(loads.CHANNELS)
        length = self.random.choice((60, 300, 1200))
        request, _, _ = loads.make_message(self.random, self.peer.name, channel, level, length)
        self.sent[request["message_id"]] = request["text"]
        try:
            self.until_receipt(api, request)
            self.took.append((due, time.monotonic() - due))
        except Unanswered as problem:
            self.problems.append(f"{self.node.name}: {problem}")

    def until_receipt(self, api, request):
        status, answer = api.ask("POST", "/v1/messages", request)
        if status not in (200, 201):
            raise Unanswered(f"submit: {status} {answer}")
        shown = api.get(f"/v1/messages/{request['message_id']}/wait?for=receipt&timeout={WAIT_SECONDS}")
        api.close()  # the node closes a connection on which somebody has waited
        if not (shown.get("receipt") or {}).get("verified"):
            raise Unanswered(f"no verified receipt within {WAIT_SECONDS} s: {shown.get('state')}")


class GoodPair:
    def __init__(self, nodes, rate, seed):
        self.directions = [Direction(node, peer, rate / 2, seed) for node, peer in (nodes, nodes[::-1])]

    def start(self):
        for one in self.directions:
            one.start()

    def stop(self, over):
        for one in self.directions:
            one.end(over)
        for one in self.directions:
            one.join(2 * WAIT_SECONDS + 15)
            if one.is_alive():
                one.problems.append(f"{one.node.name}: its client did not end")

    def took(self, since, until):
        """Seconds from due to receipt, of the messages due in that time, in order of size."""
        return sorted(took for one in self.directions for due, took in one.took if since <= due < until)

    def took_while(self, times):
        """The same of the messages that were due or under way in one of these times."""
        return sorted(took for one in self.directions for due, took in one.took
                      if any(began <= due + took and due < over for began, over in times))

    def problems(self):
        return [problem for one in self.directions for problem in one.problems]

    def count(self):
        return sum(len(one.sent) for one in self.directions)

    def delivered_wrongly(self):
        """What was sent and did not arrive exactly once with its content, and what arrived and was not sent."""
        found = []
        for one in self.directions:
            arrived = [message["id"] for message in inbox(one.peer, one.node.name)]
            missing, more = set(one.sent) - set(arrived), set(arrived) - set(one.sent)
            doubled = len(arrived) - len(set(arrived))
            if missing or more or doubled:
                found.append(f"{one.node.name} to {one.peer.name}: {len(missing)} missing, {doubled} doubled, {len(more)} unknown")
            other = [one_id for one_id in set(one.sent) & set(arrived) if text_of(one.peer, one_id) != one.sent[one_id]]
            if other:
                found.append(f"{one.node.name} to {one.peer.name}: {len(other)} with another content, {other[0]} among them")
        return found


def text_of(node, message_id):
    api = node.api()
    try:
        return api.get(f"/v1/messages/{message_id}").get("text")
    finally:
        api.close()


def inbox(node, peer):
    api, before = node.api(), ""
    while True:
        page = api.get(f"/v1/messages?box=inbox&peer={peer}&limit={BUFFER}{before}")
        yield from page["messages"]
        if not page.get("next"):
            return api.close()
        before = f"&before={page['next']}"


def at(part, values):
    """The value below which this part of them lies; in milliseconds."""
    return round(1000 * values[min(len(values) - 1, int(part * len(values)))], 1) if values else None
