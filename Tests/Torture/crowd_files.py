"""What visitors bring: keys and certificates, and a session of another server with early data."""

import os
import socket
import subprocess
import time

from machine import run

DAYS = "3650"


def make(directory, gamma_key):
    """All of them, as files of one directory."""
    def place(name):
        return os.path.join(directory, name)
    certify(place("stranger.pem"), "stranger.example", ("-newkey", "ed25519"))
    certify(place("as-peer.pem"), "gamma.example", ("-newkey", "ed25519"))
    certify(place("ecdsa.pem"), "stranger.example", ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"))
    run("cp", gamma_key, place("gamma.key"))
    certify(place("gamma.pem"), "gamma.example", ("-key", gamma_key), gamma_key)
    join(place("chain.pem"), place("stranger.pem"), place("gamma.pem.crt"))
    with open(place("early.bin"), "wb") as file:
        file.write(b"\x00\x00\x00\x03\x82\x07\x01" * 100)
    make_session(place("session.pem"), place("stranger.pem"))


def certify(path, name, source, key=None):
    """A self-signed certificate with its key, in one file."""
    own = key or path + ".key"
    made = ("-keyout", own) if key is None else ()
    run("openssl", "req", "-x509", "-nodes", "-days", DAYS, "-subj", f"/CN={name}", *source, *made, "-out", path + ".crt")
    join(path, path + ".crt", own)


def join(path, *parts):
    with open(path, "w") as whole:
        for part in parts:
            with open(part) as file:
                whole.write(file.read())


def make_session(path, certificate):
    """A session that allows early data, of a server of our own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", certificate, "-key", certificate, "-early_data",
         "-alpn", "hotline/1", "-naccept", "50", "-quiet"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(50):
            ask_for_session(port, path)
            if os.path.exists(path):
                return
            time.sleep(0.1)
        raise RuntimeError("openssl gives no session")
    finally:
        server.kill()
        server.wait()


def ask_for_session(port, path):
    """The session comes after the handshake, so the client stays for a moment."""
    client = subprocess.Popen(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-alpn", "hotline/1", "-sess_out", path],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    client.stdin.close()
    client.wait(10)
