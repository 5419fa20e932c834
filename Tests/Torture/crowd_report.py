"""What a crowd came to, as a table and as JSON."""

import json

from crowd_kinds import KINDS


def list_kinds():
    for kind in KINDS.values():
        print(f"{kind.name:22} {kind.family:10} {kind.weight:6} {kind.unit:11} {kind.about}")


def show(result, given):
    for kind in KINDS.values():
        if kind.asked:
            ends = ", ".join(f"{end} {count}" for end, count in sorted(kind.ends.items(), key=lambda one: -one[1]))
            print(f"{kind.name:22} {kind.done:7} {kind.unit:11} {kind.seconds:7.1f} s  {ends}")
    noise = sum(kind.done for kind in KINDS.values() if kind.is_noise)
    print(f"crowd: {sum(kind.done for kind in KINDS.values()) - noise} whose ends were compared, and {noise} that left whatever the "
          f"node did, in {result['seconds']:.0f} s")
    for when in ("before", "during"):
        one = result["pair"][when]
        print(f"good pair {when:7} {one['messages']} messages, submit to verified receipt: "
              f"p50 {one['p50']} ms, p99 {one['p99']} ms, largest {one['max']} ms")
    slowest = sorted(((p99 or 0, name) for name, p99 in result["pair"]["while"].items()), reverse=True)[:5]
    print("its p99 was the largest while: " + ", ".join(f"{name} {p99} ms" for p99, name in slowest))
    show_daemon(result)
    for finding in result["findings"]:
        print("finding:", finding)
    print("crowd: " + ("FAILED" if result["findings"] else "passed"))
    if given.json:
        write(result, given)


def show_daemon(result):
    daemon, bounds, before, after = (result[name] for name in ("daemon", "bounds", "before", "after"))
    print(f"struck daemon: peak memory {daemon['memory']:.0f} MiB (bound {bounds['memory']}); descriptors "
          f"{before['descriptors']} before, at most {daemon['descriptors']} (bound {bounds['descriptors']}), "
          f"{after['descriptors']} after; {daemon['lines']} log lines (bound {bounds['lines']})")


def write(result, given):
    kinds = {kind.name: {"asked": kind.asked, "done": kind.done, "ends": kind.ends, "seconds": round(kind.seconds, 1)}
             for kind in KINDS.values() if kind.asked}
    with open(given.json, "w") as file:
        json.dump(result | {"seed": given.seed, "count": given.count, "kinds": kinds}, file, indent=1)
        file.write("\n")
