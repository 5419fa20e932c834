"""Somebody who is not the pinned peer, or does not speak the protocol. A program, started in a node's network.

usage: stranger.py dial HOST PORT CERTIFICATE_AND_KEY [ALPN]
       stranger.py answer PORT CERTIFICATE_AND_KEY SECONDS

Prints JSON: how each handshake ended, and how many bytes beyond TLS were told to the stranger.
"""

import json
import re
import socket
import ssl
import sys
import time

ALPN = "hotline/1"
PATIENCE = 4.5  # less than a node waits for the first frame of one that it has let in
LONGER = 10     # more seconds for the first dial, where none has come in time


def context(purpose, certificate, alpn):
    made = ssl.SSLContext(purpose)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.load_cert_chain(certificate)
    if alpn:
        made.set_alpn_protocols([alpn])
    return made


def told_why(problem):
    """The name of the alert, in one spelling for all versions of the library."""
    return re.sub(r"^.*alert[ _]|[(].*$", "", (problem.reason or str(problem)).lower()).strip().replace(" ", "_")


def listen_to(connection):
    """What a stranger hears: bytes, and how it ended."""
    told = 0
    try:
        while data := connection.recv(65536):
            told += len(data)
        return {"told": told, "end": "closed"}
    except ssl.SSLError as problem:
        return {"told": told, "end": told_why(problem)}
    except TimeoutError:
        return {"told": told, "end": "still open"}
    except OSError as problem:
        return {"told": told, "end": type(problem).__name__}


def dial(host, port, certificate, alpn=None):
    plain = socket.create_connection((host, int(port)), PATIENCE)
    try:
        connection = context(ssl.PROTOCOL_TLS_CLIENT, certificate, alpn).wrap_socket(plain)
    except ssl.SSLError as problem:
        return {"told": 0, "end": "handshake: " + told_why(problem)}
    except OSError as problem:
        return {"told": 0, "end": "handshake: " + type(problem).__name__}
    return listen_to(connection)


def answer(port, certificate, seconds):
    """Takes what dials for so long; the client of this version judges the certificate after the server has let it in."""
    server = socket.create_server(("127.0.0.1", int(port)))
    tls, ends, dials = context(ssl.PROTOCOL_TLS_SERVER, certificate, ALPN), [], 0
    end = time.monotonic() + float(seconds)
    while (left := end + (0 if dials else LONGER) - time.monotonic()) > 0:
        server.settimeout(max(0.01, left))
        try:
            plain, _ = server.accept()
            dials += 1
            plain.settimeout(1)
            ends.append(listen_to(tls.wrap_socket(plain, server_side=True)))
        except ssl.SSLError as problem:
            ends.append({"told": 0, "end": "handshake: " + told_why(problem)})
        except OSError:
            pass  # nobody dialled, or left before the handshake
    return {"told": sum(one["told"] for one in ends), "dials": dials, "ends": sorted({one["end"] for one in ends})}


if __name__ == "__main__":
    action = {"dial": dial, "answer": answer}[sys.argv[1]]
    print(json.dumps(action(*sys.argv[2:])))
