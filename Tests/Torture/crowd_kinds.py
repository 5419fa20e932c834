"""The register of the crowd's kinds, and what one visitor of a kind has at hand."""

import os

KINDS = {}
STRANGERS = "127.1"   # where strangers come from: 127.1.x.y, none of them an address of a peer
PLACES = 20_000
TURNED_AWAY = ("closed unread", "reset unread")  # there was no place for it: closed before anything of it was read


class Kind:
    """A way to be bad. `weight` is its share of a crowd of 100,000, or with `fixed` its number in any; `expected` are the ends
    that are its own, `also` others that may be; `batch` is how many come at once, in one call; `unit` is what is counted;
    `is_noise` says that the visitor leaves whatever the node does, so that its end cannot be wrong."""

    def __init__(self, name, family, weight, expected, how, action):
        self.name, self.family, self.weight, self.expected, self.action = name, family, weight, expected, action
        self.batch, self.unit, self.fixed = how.get("batch", 1), how.get("unit", "connections"), how.get("fixed", False)
        self.also = how.get("also", TURNED_AWAY if family == "strangers" else ())
        self.needs_disk, self.is_noise = how.get("needs_disk", False), how.get("is_noise", False)
        self.about = (action.__doc__ or "").strip()
        self.asked, self.ends, self.times = 0, {}, []
        self.alone = {}   # how those ended that came while all places were free

    def note(self, ends):
        for end, count in ends.items():
            self.ends[end] = self.ends.get(end, 0) + count

    @property
    def done(self):
        return sum(self.ends.values())

    @property
    def seconds(self):
        return sum(over - began for began, over in self.times)

    @property
    def reached(self):
        """How many came to an end that is this kind's own."""
        return sum(count for end, count in self.ends.items() if is_one_of(end, self.expected))

    def surprises(self):
        """Ends that it must not come to."""
        return {end: count for end, count in self.ends.items() if not is_one_of(end, self.expected + self.also)}

    def surprises_alone(self):
        """The same where nobody can have been turned away."""
        return {end: count for end, count in self.alone.items() if not is_one_of(end, self.expected)}


def is_one_of(end, beginnings):
    return any(end.startswith(one) for one in beginnings)


def kind(name, family, weight, *expected, **how):
    """Registers an action: a function of a visit that gives how it ended, or, where there is a batch, of a visit and a count
    that gives a dictionary of ends."""
    def register(action):
        KINDS[name] = Kind(name, family, weight, expected, how, action)
        return action
    return register


class Visit:
    """The struck port, chance, and the files that were made for visitors."""

    def __init__(self, target, node, random, directory):
        self.target, self.node, self.random, self.directory = target, node, random, directory

    def file(self, name):
        return os.path.join(self.directory, name)

    def source(self):
        """One in ten comes from the same address."""
        number = self.random.randrange(1, PLACES) if self.random.random() < 0.9 else 0
        return f"{STRANGERS}.{number // 250}.{number % 250 + 1}"


def shares(names, count):
    """How many of each kind, together `count` where there is room for all; none is left out."""
    chosen = [KINDS[name] for name in names]
    asked = {one.name: one.weight for one in chosen if one.fixed}
    shared = [one for one in chosen if not one.fixed]
    rest = max(0, count - sum(asked.values()))
    whole = sum(one.weight for one in shared)
    asked |= {one.name: max(1, round(rest * one.weight / whole)) for one in shared}
    if shared:
        largest = max(shared, key=lambda one: one.weight)
        asked[largest.name] = max(1, asked[largest.name] + count - sum(asked.values()))
    return asked
