"""The guard at work, against real servers on this machine: one that was named by hand, and what must not be reached."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from foundation.outward import requesting as module
from foundation.outward.requesting import Outing, guard_requests, outing, post
from tests.services import outside as behaving
from tests.services.outside import listener, outside_server

PUBLIC = "93.184.215.14"
LONG = 20
"""Seconds: no machine is so busy as to take them for a deadline of a few, and whoever hangs does so for longer."""


@pytest.fixture
def outside(settings):
    with outside_server() as server:
        settings.OUTWARD_HOSTS = frozenset({server.place})
        yield server


@pytest.fixture
def inside():
    with listener() as inner:
        yield inner
        assert inner.visits == 0, "somebody came in"


@pytest.fixture
def names(monkeypatch):
    """What names lead to, one answer after the other; the last one stays."""
    book: dict[str, list[str]] = {}

    def look_up(host, port, *arguments, **options):
        numbers = book[host]
        number = numbers.pop(0) if len(numbers) > 1 else numbers[0]
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return book


def send(url: str, seconds: float = 5.0) -> Outing:
    return post(url, body=b"{}", headers={"Content-Type": "application/json"}, seconds=seconds)


def test_a_named_host_hears_what_is_sent(outside):
    came = send(f"{outside.url}/hooks/1?a=b")
    assert came.answer
    assert came.answer.is_good
    received = outside.received[0]
    assert (received.method, received.path, received.body) == ("POST", "/hooks/1?a=b", b"{}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "[::ffff:127.0.0.1]", "2130706433"])
def test_nothing_inside_is_reached(inside, monkeypatch, host):
    monkeypatch.setattr("foundation.outward.hosts.PORTS", {inside.port})
    came = send(f"http://{host}:{inside.port}/")
    assert came.answer is None
    assert came.reason


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1"])
def test_a_public_name_that_leads_inside_is_refused(names, inside, monkeypatch, number):
    names["trap.example.org"] = [number]
    monkeypatch.setattr("foundation.outward.hosts.PORTS", {inside.port})
    assert "inner network" in send(f"http://trap.example.org:{inside.port}/").reason


def test_a_name_that_changes_its_mind_is_asked_once(names, inside, monkeypatch):
    """Judged by the first answer, it is connected to by that very answer and never asked again."""
    names["trap.example.org"] = [PUBLIC, "127.0.0.1"]
    monkeypatch.setattr("foundation.outward.hosts.PORTS", {inside.port})
    reached = []

    def connect(self, address):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert send(f"http://trap.example.org:{inside.port}/").reason == "Nobody answers there."
    assert reached == [(PUBLIC, inside.port)]


def test_what_was_really_reached_is_what_counts(names, inside, monkeypatch):
    """Something on the machine may lead a connection elsewhere, such as a transparent proxy."""
    names["trap.example.org"] = [PUBLIC]
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: None)
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: ("127.0.0.1", 80))
    assert "inner network" in send("http://trap.example.org/").reason


def test_a_redirect_is_not_followed(outside, inside):
    outside.otherwise = behaving.leads_to(f"http://127.0.0.1:{inside.port}/")
    assert send(outside.url).reason.startswith("It answered with 302. It leads elsewhere")


def test_a_library_that_follows_redirects_is_stopped_at_the_door(outside, inside, monkeypatch):
    monkeypatch.setattr(requests.sessions, "HTTPAdapter", requests.sessions.HTTPAdapter)
    guard_requests()
    outside.otherwise = behaving.leads_to(f"http://127.0.0.1:{inside.port}/")
    with outing() as came, pytest.raises(requests.RequestException):
        requests.get(outside.url, timeout=5)
    assert (
        came.reason == "Only the ports 80, 443 and 8000 to 8999 can be reached. Whoever runs Debrief can allow another."
    )
    assert len(outside.received) == 1


def test_a_proxy_of_the_environment_is_not_asked(outside, inside, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{inside.port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{inside.port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert send(outside.url).answer


@pytest.mark.parametrize(
    "behaviour", [behaving.hangs, behaving.drips_its_answer, behaving.drips_its_headers], ids=lambda b: b.__name__
)
def test_nobody_is_waited_for_beyond_the_deadline(outside, behaviour):
    outside.otherwise = behaviour
    began = time.monotonic()
    assert send(outside.url, seconds=0.5).reason == "It took too long to answer."
    assert time.monotonic() - began < LONG


def test_a_resolver_that_hangs_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: time.sleep(2))
    assert send("http://slow.example.org/", seconds=0.2).reason == "It took too long to answer."


def test_all_requests_of_an_outing_share_its_time(outside, monkeypatch):
    monkeypatch.setattr(requests.sessions, "HTTPAdapter", module.GuardedAdapter)
    outside.plan = [behaving.answers(200), behaving.hangs]
    began = time.monotonic()
    with outing(seconds=3):  # on a busy machine, too, the first one is answered by then
        assert requests.get(outside.url, timeout=60).status_code == 200
        with pytest.raises(requests.RequestException):
            requests.get(outside.url, timeout=60)
        with pytest.raises(requests.RequestException):
            requests.get(outside.url, timeout=60)
    assert time.monotonic() - began < LONG


def test_an_endless_answer_is_not_read(outside):
    outside.otherwise = behaving.goes_on_for_ever
    assert send(outside.url).reason == "It answered with more than anybody reads."


@pytest.mark.parametrize("behaviour", [behaving.hangs_up, behaving.talks_nonsense], ids=lambda b: b.__name__)
def test_a_server_that_makes_no_sense_is_a_failure_like_others(outside, behaviour):
    outside.otherwise = behaviour
    assert send(outside.url).reason == "Nobody answers there."


@pytest.mark.parametrize(
    ("asked", "seconds"), [("7", 7), ("0", 0), ("86400", 3600), ("9" * 40, 3600), ("soon", 0), ("-5", 0), ("", 0)]
)
def test_a_wish_to_be_left_alone_is_heard_for_an_hour_at_most(outside, asked, seconds):
    outside.otherwise = behaving.answers(429, Retry_After=asked)
    came = send(outside.url)
    assert came.answer
    assert (came.answer.status, came.answer.wait.total_seconds()) == (429, seconds)


def test_a_wish_may_be_a_date(outside):
    outside.otherwise = behaving.answers(503, Retry_After="Fri, 31 Dec 2100 23:59:59 GMT")
    assert send(outside.url).answer.wait.total_seconds() == 3600


def test_a_certificate_that_nobody_vouches_for_is_said(outside):
    came = send(outside.url.replace("http://", "https://"))
    assert came.answer is None
    assert came.reason in {"No secure connection could be made. Look at its certificate.", "Nobody answers there."}


@pytest.mark.parametrize("is_known", [True, False])
def test_a_certificate_is_checked_against_the_name_that_was_asked_for(tmp_path, monkeypatch, settings, names, is_known):
    """Connecting by number takes nothing from TLS: the name in the address is what the certificate has to bear."""
    certificate = tmp_path / "server.pem"
    write_certificate(certificate, name="chat.example.org")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    host = "chat.example.org" if is_known else "other.example.org"
    with outside_server(tls=context) as server:
        names[host] = ["127.0.0.1"]
        settings.OUTWARD_HOSTS = frozenset({host})
        came = send(f"https://{host}:{server.port}/")
    if is_known:
        assert came.answer
    else:
        assert came.reason == "No secure connection could be made. Look at its certificate."


def write_certificate(path, *, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(tz=UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
