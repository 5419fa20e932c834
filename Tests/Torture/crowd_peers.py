"""A pinned peer that misbehaves: it has the key, shows it, and then does what a peer may not. One session a line: no two of
these run beside each other."""

from crowd_kinds import kind
from hostile_peer import CHECKPOINT, RECEIPT, STATEMENT, HostilePeer, frame
from hostile_identity import Identity

FAMILY = "peers"
SOURCE = "127.2.0.1"
NAME = "gamma.example"
VIOLATION = "error violation"
PEERS = {}


def peer(visit):
    """The misbehaving peer, and a new start for it."""
    if not PEERS:
        with open(visit.file("gamma.key"), "rb") as file:
            identity = Identity(NAME, file.read())
        PEERS[NAME] = HostilePeer(visit.target, identity, visit.file("gamma.pem"), visit.node, SOURCE)
    PEERS[NAME].close()
    return PEERS[NAME]


def ended(made, *said):
    """Says these, the HELLOs exchanged; how the node ended the session."""
    made.greet()
    return told(made, *said)


def told(made, *said):
    try:
        for one in said:
            made.send(one)
    except OSError:
        pass  # closed while more was said: the farewell is there to be read
    return made.farewell()


@kind("random-frames", FAMILY, 1500, VIOLATION)
def random_frames(visit):
    """Random bytes where the HELLO should be."""
    made = peer(visit)
    made.dial()
    return told(made, visit.random.randbytes(visit.random.randrange(64, 2048)))


@kind("wrong-party", FAMILY, 300, VIOLATION)
def wrong_party(visit):
    """A HELLO of another party, or with a log opening of one."""
    made = peer(visit)
    made.dial()
    changes = visit.random.choice(({"_4": "beta.example"}, {"_7": made.head}, {"_8": made.opening}, {"_5": b"short"}))
    return told(made, made.hello(**changes))


@kind("second-hello", FAMILY, 200, VIOLATION)
def second_hello(visit):
    """Another HELLO in a live session."""
    made = peer(visit)
    made.greet()
    return told(made, made.hello())


@kind("four-gib", FAMILY, 300, VIOLATION)
def four_gib(visit):
    """A frame's length of 4 GiB, and bytes after it."""
    return ended(peer(visit), b"\xff\xff\xff\xff" + bytes(100_000))


@kind("random-cbor", FAMILY, 400, VIOLATION)
def random_cbor(visit):
    """Frames of well-formed CBOR that mean nothing."""
    random = visit.random
    value = [random.choice((0, "x", b"y", None, [], {1: 2}, -7, 1 << 40)) for _ in range(random.randrange(2, 9))]
    return ended(peer(visit), frame(random.choice((1, 2, 3, 6)), *value, {"x": [[[]]]}))


@kind("unknown-frame", FAMILY, 200, VIOLATION)
def unknown_frame(visit):
    """A type of frame that nobody has written down."""
    return ended(peer(visit), frame(visit.random.randrange(11, 1000), 0))


@kind("bad-signature", FAMILY, 300, VIOLATION)
def bad_signature(visit):
    """A statement whose signature has a bit turned over."""
    made = peer(visit)
    made.greet()
    signed, salt = made.statement(b"content")
    at = visit.random.randrange(len(signed) - 64, len(signed))
    damaged = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1:]
    return told(made, frame(STATEMENT, damaged, 1, salt, b"content"))


@kind("beyond-credit", FAMILY, 100, VIOLATION)
def beyond_credit(visit):
    """Statements that name more bytes than were granted, the bodies held back."""
    made = peer(visit)
    made.greet()
    streams = [(channel, level) for channel in ("csirt", "nrrc") for level in range(4)]
    frames = []
    for number, (channel, level) in enumerate(streams):
        signed, salt = made.statement(b"x" * 16384, channel=channel, level=level, size=16 << 20)
        frames.append(frame(STATEMENT, signed, number + 1, salt, b"x" * 16384))
    return told(made, *frames)


@kind("unasked-receipt", FAMILY, 200, VIOLATION)
def unasked_receipt(visit):
    """A checkpoint or receipt that nothing asked for."""
    made = peer(visit)
    said = visit.random.choice((frame(CHECKPOINT, made.head, b"note\n", None), frame(RECEIPT, made.head, [], None)))
    return ended(made, said)
