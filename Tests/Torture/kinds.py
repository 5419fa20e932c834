"""The register of the kinds of faults."""

from collections import namedtuple

KINDS = {}
OFTEN = 5   # tries after which a kind must have taken effect at least once

# What a strike came to, in words, and whether the fault took effect. What did not is shown, and neither counted nor timed.
Seen = namedtuple("Seen", "words has_struck", defaults=(True,))


def missed(words):
    """It was tried, and the fault did not come about: the k-th call never came, nothing passed the filter."""
    return Seen(words, False)


class Kind:
    def __init__(self, name, family, needs, how, action):
        self.name, self.family, self.needs, self.action = name, family, needs, action
        self.cap, self.is_beside = how.get("cap"), how.get("is_beside", False)
        self.is_timed = how.get("is_timed", not self.is_beside)
        self.struck, self.without_effect, self.skipped_for = 0, 0, None
        self.seen, self.recoveries = {}, []

    def note(self, seen):
        if seen.has_struck:
            self.struck += 1
        else:
            self.without_effect += 1
        words = seen.words if seen.has_struck else f"without effect ({seen.words})"
        self.seen[words] = self.seen.get(words, 0) + 1

    @property
    def is_over(self):
        """Whether it does not strike in this run, or no more."""
        return bool(self.skipped_for) or self.cap is not None and self.struck >= self.cap

    @property
    def never_takes_effect(self):
        return self.struck == 0 and self.without_effect >= OFTEN


def kind(name, family, needs=(), **how):
    """Registers a strike: a function of the world and a seeded source of chance, which strikes, heals what does not heal by
    itself, and gives what was `Seen`. `cap` is how often it may strike in a run, where more would be no use; `is_beside` says
    that it strikes something else than the pair that carries the messages; `is_timed` is false where the time until traffic
    is back says nothing, as it is brought back by hand."""
    def register(action):
        KINDS[name] = Kind(name, family, tuple(needs), how, action)
        return action
    return register
