"""Those who are not the peer, and what a peer writes to do harm on a terminal. On a node as it should be these find nothing."""

import json
import os
import subprocess
import sys
import unicodedata

import load as loads
import side
from api import Unanswered
from kinds import Seen, kind
from machine import run

HERE = os.path.dirname(os.path.abspath(__file__))
STRANGER = os.path.join(HERE, "stranger.py")
NEEDS = ("openssl",)
ALPN = "hotline/1"
STRANGER_PORT = 7390
ANSWERING_SECONDS = 4


def certificate(world, name, key=None):
    """A valid self-signed certificate, of a fresh Ed25519 key or of one that is there; with the key, in one file."""
    path = os.path.join(world.scratch, f"certificate-{name}.pem")
    if not os.path.exists(path):
        source = ["-newkey", "ed25519", "-keyout", path + ".key"] if key is None else ["-key", key]
        run("openssl", "req", "-x509", "-nodes", "-days", "3650", "-subj", f"/CN={name}", *source, "-out", path + ".crt")
        with open(path, "w") as whole:
            for part in (path + ".crt", key or path + ".key"):
                with open(part) as file:
                    whole.write(file.read())
    return path


def dial(world, node, shown, *alpn):
    host, port = node.listen.rsplit(":", 1)
    return json.loads(run(*node.enter, sys.executable, STRANGER, "dial", host, port, shown, *alpn).stdout)


def expect(world, heard, reason):
    """Refused for the right reason and told nothing; anything else is a finding."""
    if heard["told"]:
        world.found(f"a stranger was told {heard['told']} bytes")
    if reason not in heard["end"]:
        world.found(f"a stranger was not refused as it should be: {heard['end']}")
    return Seen(heard["end"])


@kind("stranger-dials", "strangers", NEEDS, is_beside=True)
def stranger_dials(world, random):
    """A valid certificate of a key that nobody pinned."""
    node = world.choose(random)
    heard = dial(world, node, certificate(world, "stranger.example"), ALPN)
    return expect(world, heard, "bad_certificate")


@kind("peer-without-protocol", "strangers", NEEDS, is_beside=True)
def peer_without_protocol(world, random):
    """The pinned peer's own key, without ALPN or with another protocol's."""
    node = world.choose(random)
    peer = world.peer(node)
    shown = certificate(world, peer.name, key=os.path.join(peer.home, "identity.pem"))
    heard = dial(world, node, shown, *random.choice(((), ("h2",), ("hotline/2",))))
    return expect(world, heard, "no_application_protocol")


@kind("stranger-answers", "strangers", NEEDS)
def stranger_answers(world, random):
    """Somebody else answers at the peer's address: he is refused, and told nothing."""
    shown = certificate(world, "stranger.example")
    answering = [
        subprocess.Popen([*part.enter, sys.executable, STRANGER, "answer", str(STRANGER_PORT + part.index), shown,
                          str(ANSWERING_SECONDS)], stdout=subprocess.PIPE, text=True)
        for part in world.network.sides]
    try:
        for part in world.network.sides:
            world.network.order(sides=[part.index], mode="redirect", port=STRANGER_PORT + part.index)
        heard = [json.loads(one.communicate(timeout=30)[0]) for one in answering]
    finally:
        world.network.order(mode="reset")
    if any(one["told"] for one in heard):
        world.found(f"a stranger that answered was told something: {heard}")
    return Seen("refused, told nothing", any(one["dials"] for one in heard))


HOSTILE = (
    "before\x1b]0;pwned\x07\x1b]52;c;cHduZWQ=\x07\x1b[2J\x1b[H\x1b[31mred\x9b5A\x90q\x9c\x1bc\rEND\x08\x08\x7f\x0b\x0c"
    "\u202edesrever\u202c\u2066isolate\u2069\u200b\u200d\ufeff\u2060\u00ad\u2028x\nofficer> rm -rf everything")
REFUSED_CLASSES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def on_terminal(text):
    """The characters in it that may do something on a terminal. Tabs stand between columns where the output is no terminal."""
    return sorted({
        f"U+{ord(one):04X}" for one in text
        if one not in "\n\t" and (unicodedata.category(one) in REFUSED_CLASSES or one.isspace() and one != " ")})


@kind("hostile-text", "strangers", is_beside=True)
def hostile_text(world, random):
    """Text, officer and note that are made to move a cursor, in every command that shows them."""
    pair = side.copy(world, random)
    sender, receiver = pair.nodes
    try:
        pair.start()
        if not pair.connected():
            world.found("the side pair does not connect")
        message_id = exchange_hostile(pair, sender, receiver, random)
        for node in pair.nodes:
            for command in (("show", message_id), ("inbox",), ("outbox",), ("log",), ("audit", "log"), ("status",)):
                shown = node.desk(*command).stdout
                if bad := on_terminal(shown):
                    world.found(f"`hotline {' '.join(command)}` puts {', '.join(bad)} on the terminal")
    finally:
        pair.close()
    return Seen("shown by every command")


def exchange_hostile(pair, sender, receiver, random):
    request, _, _ = loads.make_message(random, receiver.name, "csirt", "flash", 60)
    request["text"] = HOSTILE
    sender.api().ask("POST", "/v1/messages", request)
    message_id = request["message_id"]
    pair.drained()
    answer, _, _ = loads.make_message(random, sender.name, "csirt", "flash", 60)
    try:
        receiver.api().ask("POST", f"/v1/messages/{message_id}/acknowledgement", {
            "message_id": answer["message_id"], "officer": "desk\x1b[2J\u202e", "decision": "accepted",
            "note": "a note\x1b]0;pwned\x07\u202e"})
    except Unanswered as problem:
        pair.world.found(f"a hostile note: {problem}")
    pair.drained()
    return message_id
