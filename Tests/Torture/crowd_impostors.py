"""Strangers who speak TLS: of another version, without a certificate, with one that is not pinned, or with a peer's certificate
and not its key; and the peer's key without the protocol."""

import ssl
import subprocess

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

import stranger
from crowd_kinds import kind
from crowd_wire import alert_name, connect
from tls13 import ECDSA
from tls13_client import Client, Ended

FAMILY = "strangers"
CONTEXTS = {}


def shake(visit, certificate, alpn="hotline/1"):
    """A handshake with this certificate; how it ended. A client of TLS 1.3 is done before the node has judged it."""
    if (certificate, alpn) not in CONTEXTS:
        CONTEXTS[certificate, alpn] = context(certificate and visit.file(certificate), alpn)
    return listen_to(visit, CONTEXTS[certificate, alpn])


def context(certificate, alpn="hotline/1", newest=ssl.TLSVersion.TLSv1_3):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode, made.maximum_version = False, ssl.CERT_NONE, newest
    if certificate:
        made.load_cert_chain(certificate)
    if alpn:
        made.set_alpn_protocols([alpn])
    return made


def listen_to(visit, context):
    plain = connect(visit.target, visit.source())
    try:
        connection = context.wrap_socket(plain)
    except ssl.SSLEOFError:
        return "closed unread"
    except ssl.SSLError as problem:
        return "alert " + stranger.told_why(problem)
    except OSError as problem:
        return "reset unread" if isinstance(problem, ConnectionError) else type(problem).__name__
    finally:
        plain.close()
    with connection:
        return told_or_ended(connection)


def told_or_ended(connection):
    """The first that comes: a byte beyond TLS, or the end."""
    try:
        data = connection.recv(65536)
        return f"told {len(data)} bytes" if data else "alert close_notify"
    except ssl.SSLEOFError:
        return "closed unread"
    except ssl.SSLError as problem:
        return "alert " + stranger.told_why(problem)
    except TimeoutError:
        return "still open"
    except ConnectionError:
        return "reset unread"


@kind("stranger", FAMILY, 2500, "alert bad_certificate", "alert sslv3_bad_certificate")
def valid_stranger(visit):
    """A valid certificate of a key that nobody pinned."""
    return shake(visit, "stranger.pem")


@kind("stranger-as-peer", FAMILY, 1500, "alert bad_certificate", "alert sslv3_bad_certificate")
def stranger_as_peer(visit):
    """The same under the pinned peer's name."""
    return shake(visit, "as-peer.pem")


@kind("no-certificate", FAMILY, 1500, "alert certificate_required", "alert tlsv13_certificate_required")
def no_certificate(visit):
    """No certificate at all."""
    return shake(visit, None)


@kind("peer-without-protocol", FAMILY, 800, "alert no_application_protocol", "alert tlsv1_no_application_protocol")
def peer_without_protocol(visit):
    """The pinned peer's own key, without ALPN or with another one."""
    return shake(visit, "gamma.pem", visit.random.choice((None, "h2", "hotline/2")))


@kind("older-tls", FAMILY, 2000, "alert protocol_version", "alert tlsv1_alert_protocol_version")
def older_tls(visit):
    """TLS 1.2 and no other, with the offer to renegotiate."""
    if "older" not in CONTEXTS:
        CONTEXTS["older"] = context(None, newest=ssl.TLSVersion.TLSv1_2)
    return listen_to(visit, CONTEXTS["older"])


def step(visit, go):
    """A handshake step by step; `go` breaks it. What the node says to it, read with the handshake's keys."""
    with connect(visit.target, visit.source()) as connection:
        client = Client(connection)
        try:
            client.begin()
            go(client)
            while True:
                told = client.read_record()
                return f"told a record of kind {told[0]}"
        except Ended as ended:
            return "closed unread" if ended.alert is None else alert_name(ended.alert)
        except TimeoutError:
            return "still open"
        except ConnectionError:
            return "reset unread"


@kind("borrowed-certificate", FAMILY, 400, "alert decrypt_error")
def borrowed_certificate(visit):
    """The pinned peer's certificate, with the proof of another key."""
    other = load(visit, "stranger.pem")

    def go(client):
        client.show(certificate(visit, "gamma.pem"), other.sign)
        client.finish()
    return step(visit, go)


@kind("forged-finish", FAMILY, 400, "alert decrypt_error")
def forged_finish(visit):
    """The pinned peer's certificate and proof, and a false Finished."""
    own = load(visit, "gamma.pem")

    def go(client):
        client.show(certificate(visit, "gamma.pem"), own.sign)
        client.finish(is_forged=True)
    return step(visit, go)


@kind("other-key-type", FAMILY, 400, "alert illegal_parameter", "alert unsupported_certificate", "alert handshake_failure")
def other_key_type(visit):
    """A certificate of an ECDSA key, shown though the node asks for Ed25519."""
    own = load(visit, "ecdsa.pem")

    def go(client):
        client.show(certificate(visit, "ecdsa.pem"), lambda data: own.sign(data, ec.ECDSA(SHA256())), ECDSA)
        client.finish()
    return step(visit, go)


@kind("two-certificates", FAMILY, 200, "alert unsupported_certificate", "alert decrypt_error", "alert bad_certificate")
def two_certificates(visit):
    """A chain: the stranger's certificate with the peer's behind it."""
    return shake(visit, "chain.pem")


@kind("early-data", FAMILY, 40, "early data rejected")
def early_data(visit):
    """Early data under a session of another server, by `openssl s_client`."""
    host, port = visit.target
    command = ["openssl", "s_client", "-connect", f"{host}:{port}", "-bind", visit.source() + ":0", "-alpn", "hotline/1",
               "-sess_in", visit.file("session.pem"), "-early_data", visit.file("early.bin"),
               "-cert", visit.file("stranger.pem"), "-key", visit.file("stranger.pem")]
    done = subprocess.run(command, stdin=subprocess.PIPE, capture_output=True, timeout=20)
    said = done.stdout.decode(errors="replace")
    if "Early data was rejected" in said:
        return "early data rejected" if done.returncode else "let in"
    return "early data taken" if "Early data was accepted" in said else "closed unread"


def load(visit, name):
    key = (name, "key")
    if key not in CONTEXTS:
        with open(visit.file(name), "rb") as file:
            data = file.read()
        CONTEXTS[key] = load_pem_private_key(data[data.index(b"-----BEGIN PRIVATE"):], None)
    return CONTEXTS[key]


def certificate(visit, name):
    with open(visit.file(name)) as file:
        text = file.read()
    end = "-----END CERTIFICATE-----"
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERT"):text.index(end) + len(end)])
