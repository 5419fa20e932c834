"""What the client knows: its journal as the checker reads it."""

import json
import sys

SHOWN = 5


class Faults:
    def __init__(self):
        self.of_sort = {}

    def add(self, sort, what):
        self.of_sort.setdefault(sort, []).append(what)

    def show(self):
        for sort, all_of_it in self.of_sort.items():
            print(f"{sort}: {len(all_of_it)}", file=sys.stderr)
            for one in all_of_it[:SHOWN]:
                print(f"  {one}", file=sys.stderr)


class Message:
    """What the client knows of a message."""

    def __init__(self, line):
        self.id, self.sender, self.recipient = line["id"], line["from"], line["to"]
        self.stream = (line["from"], line["channel"], line["precedence"])
        self.kind, self.digest, self.size, self.sent_at = line["kind"], line["digest"], line["size"], line["at"]
        self.answered_at = None


def read_journal(path, faults):
    messages = {}
    with open(path) as file:
        for line in map(json.loads, file):
            if line["event"] == "sent":
                messages.setdefault(line["id"], Message(line))
            elif line["event"] == "answered":
                message = messages[line["id"]]
                message.answered_at = message.answered_at or line["at"]
            else:
                faults.add("refused", f"{line['id']}: {line['status']} {line['answer']}")
    return messages
