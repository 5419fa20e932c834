"""Strangers who speak TLS as a library does: of another version, without a certificate, with one that is not pinned, with early
data; and the peer's key without the protocol."""

import ssl
import subprocess

import stranger
from crowd_kinds import kind
from crowd_wire import connect

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
