"""The chat services: their addresses are understood, and none of them gets around the guard."""

from __future__ import annotations

import ast
import socket
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from foundation.outward import Refused
from foundation.outward.requesting import outing
from reminders.channels import speaking
from reminders.channels.chats import BY_KEY, SERVICES
from reminders.models import Announcement
from tests.factories import MONDAY, make_incident
from tests.reminders.outlets.conftest import CHANNEL_KEY, ring
from tests.services import outside as behaving
from tests.services.outside import listener

A_BUSY_MACHINE = 60
"""Seconds in which it does what takes a moment."""
NOT_OURS = [
    "",
    "hello",
    "https://example.org/hook",
    "http://127.0.0.1/",
    "json://example.org/",
    "xml://example.org/",
    "form://example.org/",
    "apprise://example.org/token",
    "file:///etc/passwd",
    "syslog://",
    "rsyslog://example.org/",
    "dbus://",
    "gnome://",
    "windows://",
    "macosx://",
    "growl://127.0.0.1/",
    "mailto://user:password@example.org",
    "mqtt://127.0.0.1/topic",
    "irc://127.0.0.1/#room",
    "smpp://user:password@127.0.0.1/1/2",
    "amqp://127.0.0.1/",
]
REACHING_OUT = {
    "socket",
    "ssl",
    "smtplib",
    "urllib.request",
    "http.client",
    "httpx",
    "aiohttp",
    "asyncio",
    "subprocess",
}


def each_service(function):
    return pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.key)(function)


@each_service
def test_the_example_of_a_service_is_an_address_of_it(service):
    assert speaking.service_of(service.example) is service


@pytest.mark.parametrize("address", NOT_OURS)
def test_other_addresses_are_refused(address):
    with pytest.raises(speaking.NotUnderstood):
        speaking.service_of(address)


@each_service
@pytest.mark.parametrize(
    "option",
    [
        "template=/etc/passwd",
        "template=http://127.0.0.1/x",
        "+X-Header=a",
        "-x=y",
        ":name=value",
        "retry=9",
        "wait=999",
    ],
)
def test_no_option_but_those_named_is_taken(service, option):
    joined = f"{service.example}{'&' if '?' in service.example else '?'}{option}"
    with pytest.raises(speaking.NotUnderstood, match="option"):
        speaking.service_of(joined)


@pytest.mark.parametrize("option", ["verify=no", "redirect=yes", "cto=9999", "rto=9999", "format=html", "store=yes"])
def test_options_that_every_service_knows_are_not_taken_either(option):
    with pytest.raises(speaking.NotUnderstood):
        speaking.service_of(f"mmosts://chat.example.org/{CHANNEL_KEY}?{option}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "127.1"])
def test_an_inner_host_is_refused_when_it_is_typed(host):
    with pytest.raises(Refused):
        speaking.service_of(f"mmosts://{host}/{CHANNEL_KEY}")


@each_service
def test_what_a_service_is_made_of_asks_by_requests_alone(service):
    """The guard stands where `requests` makes its sessions; whatever opened a line otherwise would go around it."""
    folder = Path(import_module(f"apprise.plugins.{service.module}").__file__)
    files = folder.parent.glob("*.py") if folder.stem == "__init__" else [folder]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            assert not REACHING_OUT.intersection(names), path


@each_service
def test_no_service_reaches_a_name_that_leads_inside(service, monkeypatch, settings):
    """Every name there is leads to this machine, where somebody listens: nobody comes in."""
    reached = []
    with listener() as inside:
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *_, **__: _local(inside.port))
        monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address))
        with outing(seconds=5) as came:
            is_taken = speaking.say(service, service.example, "Hello")
    assert not is_taken
    assert "inner network" in came.reason
    assert (reached, inside.visits) == ([], 0)


def _local(port: int):
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@pytest.mark.parametrize(
    ("key", "address", "path"),
    [
        ("mattermost", "mmost://{place}/" + CHANNEL_KEY, f"/hooks/{CHANNEL_KEY}"),
        ("ntfy", "ntfy://{place}/our-topic", "/"),
        ("gotify", "gotify://{place}/AbCdEfGhIjKlMnO", "/message"),
        ("rocketchat", "rocket://tokenA/tokenB@{place}/#general", "/hooks/tokenA/tokenB"),
        ("matrix", "matrix://syt_token@{place}/!room:example.org", "/_matrix/client/v3/rooms/"),
        ("nextcloud", "nctalk://user:password@{place}/room", "/ocs/v2.php/apps/spreed/api/v1/chat/room"),
    ],
)
def test_services_on_a_named_host_are_spoken_to(outside, key, address, path):
    address = address.format(place=outside.place)
    assert speaking.service_of(address).key == key
    with outing(seconds=5):
        speaking.say(BY_KEY[key], address, "Hello from Debrief")
    assert any(received.path.startswith(path) for received in outside.received)
    assert any(b"Hello from Debrief" in received.body for received in outside.received)
    assert b"apprise" not in b"".join(received.body.lower() for received in outside.received)


def test_a_service_that_leads_elsewhere_is_not_followed(outside):
    with listener() as inside:
        outside.otherwise = behaving.leads_to(f"http://127.0.0.1:{inside.port}/")
        with outing(seconds=5):
            assert not speaking.say(BY_KEY["mattermost"], f"mmost://{outside.place}/{CHANNEL_KEY}", "Hello")
    assert inside.visits == 0


def test_a_service_that_asks_to_wait_for_a_year_keeps_nobody(outside):
    """Apprise would sleep for as long as a Matrix server asks."""
    outside.otherwise = behaving.answers(429, b'{"retry_after_ms": 31536000000}')
    began = time.monotonic()
    with outing(seconds=A_BUSY_MACHINE):
        assert not speaking.say(BY_KEY["matrix"], f"matrix://syt_token@{outside.place}/!room:example.org", "Hello")
    assert time.monotonic() - began < A_BUSY_MACHINE


@pytest.mark.django_db
def test_a_channel_that_is_refused_says_why_and_is_tried_again(team, channel, outside):
    outside.plan = [behaving.answers(403, b"secret words of theirs")]
    make_incident(team=team)
    ring()
    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.reason[:21]) == ("failed", "It answered with 403.")
    channel.refresh_from_db()
    assert channel.trouble == announcement.reason
    assert "secret words" not in channel.trouble
    ring(minutes=5)
    assert Announcement.objects.get().state == "sent"


@pytest.mark.django_db
def test_a_channel_may_ask_to_be_left_alone(team, channel, outside):
    outside.plan = [behaving.answers(429, Retry_After="1200")]
    make_incident(team=team)
    for minutes in (0, 5, 19):
        ring(minutes=minutes)
    assert len(outside.received) == 1
    ring(MONDAY + timedelta(minutes=21))
    assert Announcement.objects.get().state == "sent"


@pytest.mark.django_db
def test_no_secret_is_logged(team, channel, webhook, outside, caplog):
    caplog.set_level("DEBUG")
    outside.plan = [behaving.answers(500), behaving.answers(403)]
    make_incident(team=team)
    ring()
    ring(minutes=5)
    assert len(outside.received) >= 4
    ours = [line.getMessage() for line in caplog.records if line.name.split(".")[0] not in {"apprise", "urllib3"}]
    assert not [line for line in ours if CHANNEL_KEY in line or "secret-path" in line]
