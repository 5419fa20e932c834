"""The network between the nodes: packets dropped or rejected, links that flap, bytes that stall, come late or are wrong."""

import time

from kinds import Seen, kind

HOLD = (0.2, 0.5, 1, 2)


def held(world, seconds):
    """The filter stays for a while and goes, whatever happens meanwhile."""
    try:
        time.sleep(seconds)
    finally:
        caught = world.network.unfilter()
    return Seen("healed", caught > 0)


def drop(world, random, cuts):
    for side, hook in cuts:
        world.network.filter(side, hook, "counter drop")
    return held(world, random.choice((*HOLD, 12)))


@kind("drop-one-way", "network", ("filter",))
def drop_one_way(world, random):
    return drop(world, random, [(random.randrange(2), "input")])


@kind("drop-both-ways", "network", ("filter",))
def drop_both_ways(world, random):
    return drop(world, random, [(0, "input"), (1, "input")])


@kind("reject", "network", ("filter",))
def reject(world, random):
    """Each segment is answered with RST: the session breaks and no other can be opened."""
    world.network.filter(random.randrange(2), "input", "meta l4proto tcp counter reject with tcp reset")
    return held(world, random.choice(HOLD))


@kind("loss", "network", ("filter",))
def loss(world, random):
    """One packet in five is lost, each way."""
    for side in (0, 1):
        world.network.filter(side, "input", "numgen random mod 5 == 0 counter drop")
    return held(world, random.choice(HOLD))


@kind("link-flaps", "network", ("namespaces",))
def link_flaps(world, random):
    side = random.randrange(2)
    for _ in range(random.randint(1, 5)):
        world.network.set_link(side, "down")
        time.sleep(random.uniform(0.02, 0.4))
        world.network.set_link(side, "up")
        time.sleep(random.uniform(0.02, 0.2))
    return Seen("healed")


def through_proxy(world, hold, **order):
    struck = 0
    try:
        struck += world.network.order(**order)
        time.sleep(hold)
    finally:
        struck += world.network.order(mode="pass")
    return Seen("healed", struck > 0)


@kind("stall", "network")
def stall(world, random):
    return through_proxy(world, random.choice((*HOLD, 12)), mode="stall")


@kind("delay", "network")
def delay(world, random):
    return through_proxy(world, random.choice(HOLD), mode="delay", seconds=random.uniform(0.02, 0.4))


@kind("corrupt", "network")
def corrupt(world, random):
    """A bit is wrong in a share of the pieces: TLS must end the session, and nothing of it may come in."""
    return through_proxy(world, random.choice(HOLD), mode="corrupt", share=random.uniform(0.05, 1))


@kind("throttle", "network")
def throttle(world, random):
    return through_proxy(world, random.choice(HOLD), mode="throttle", rate=random.choice((5_000, 50_000, 500_000)))


@kind("reset", "network")
def reset(world, random):
    struck = 0
    for _ in range(random.randint(1, 5)):
        struck += world.network.order(mode="reset")
        time.sleep(random.uniform(0, 0.4))
    return Seen("healed", struck > 0)


@kind("half-open", "network")
def half_open(world, random):
    """The far end is gone and the near end is not told, until the proxy comes back and resets."""
    hold, side = random.choice((*HOLD, 12)), random.randrange(2)
    seen = through_proxy(world, hold, sides=[side], mode="half-open")
    return seen if seen.has_struck else through_proxy(world, hold, sides=[1 - side], mode="half-open")  # where the session is


@kind("refuse", "network")
def refuse(world, random):
    """The route answers with RST to every new connection; the old ones are reset."""
    world.network.order(mode="reset")
    return through_proxy(world, random.choice(HOLD), mode="refuse")
