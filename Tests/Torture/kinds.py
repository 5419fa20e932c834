"""The register of the kinds of faults."""

KINDS = {}


class Kind:
    def __init__(self, name, family, needs, cap, action):
        self.name, self.family, self.needs, self.cap, self.action = name, family, needs, cap, action
        self.struck, self.skipped_for = 0, None
        self.seen, self.recoveries = {}, []

    def note(self, what):
        self.seen[what] = self.seen.get(what, 0) + 1


def kind(name, family, needs=(), cap=None):
    """Registers a strike: a function of the world and a seeded source of chance, which strikes, heals what does not heal by
    itself, and says in a few words what was seen. `cap` is how often it may strike in a run, where more would be no use."""
    def register(action):
        KINDS[name] = Kind(name, family, tuple(needs), cap, action)
        return action
    return register
