"""HTTP over the Unix socket of a node's local API."""

import http.client
import json
import socket


class Connection(http.client.HTTPConnection):
    """An HTTP connection whose other end is a path."""

    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Unanswered(Exception):
    """No whole answer came: what was asked for may have happened or not."""


class Api:
    """One client of one node. Keeps its connection; not for two threads."""

    def __init__(self, path, timeout=10):
        self.path, self.timeout, self.connection = path, timeout, None

    def ask(self, method, route, content=None):
        """The status and the decoded answer."""
        try:
            if self.connection is None:
                self.connection = Connection(self.path, self.timeout)
            body = None if content is None else json.dumps(content)
            self.connection.request(method, route, body)
            answer = self.connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.close()
            raise Unanswered(f"{type(problem).__name__}: {problem}") from problem

    def get(self, route):
        status, answer = self.ask("GET", route)
        if status != 200:
            raise Unanswered(f"{status}: {answer}")
        return answer

    def status(self):
        return self.get("/v1/status")

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
