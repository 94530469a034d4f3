"""The servers that the other tests break: each comes up for real, misbehaves on demand and comes back."""

from __future__ import annotations

import smtplib
import urllib.request

import psycopg
import pytest

from tests.services.processes import PATIENCE, wait_for
from tests.services.smtp import Sink


def send(sink: Sink, *recipients: str, seconds: float = PATIENCE) -> dict[str, tuple[int, bytes]]:
    host, _, port = sink.url.removeprefix("smtp://").partition(":")
    with smtplib.SMTP(host, int(port), timeout=seconds) as client:
        return client.sendmail("debrief@example.test", recipients, b"Subject: Tomorrow\r\nMessage-ID: <1@x>\r\n\r\nDue")


def test_postgresql_stops_and_comes_back(server):
    server.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url(), connect_timeout=30)
    server.start()
    server.restart(mode="immediate")
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_redis_stops_freezes_and_comes_back_empty(redis):
    redis.connect().set("bell", "rung")
    redis.freeze()
    assert not redis.is_up
    redis.thaw()
    wait_for(lambda: redis.is_up, why="An answer")
    redis.restart()
    assert redis.connect().get("bell") is None


def test_the_mail_server_keeps_what_it_accepts(smtp):
    assert send(smtp, "lead@example.test") == {}
    assert smtp.addresses == ["lead@example.test"]
    assert smtp.messages[0].message["Subject"] == "Tomorrow"
    assert smtp.messages[0].message_id == "<1@x>"


def test_the_mail_server_refuses_one_and_takes_the_other(smtp):
    smtp.refuse("gone@example.test")
    assert list(send(smtp, "gone@example.test", "lead@example.test")) == ["gone@example.test"]
    assert smtp.addresses == ["lead@example.test"]


def test_the_mail_server_is_busy_for_a_while(smtp):
    smtp.be_busy(seconds=60)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp, "lead@example.test")
    smtp.behave()
    send(smtp, "lead@example.test")
    assert len(smtp.attempts) == 2


@pytest.mark.parametrize("moment", ["connect", "data"])
def test_the_mail_server_hangs(smtp, moment):
    smtp.hang_at(moment)
    with pytest.raises((smtplib.SMTPServerDisconnected, TimeoutError)):
        send(smtp, "lead@example.test", seconds=1)
    assert smtp.messages == []


@pytest.mark.parametrize("keeping", [True, False])
def test_the_mail_server_hangs_up_in_data(smtp, keeping):
    smtp.close_in_data(keeping=keeping)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp, "lead@example.test")
    assert len(smtp.messages) == int(keeping)


def test_the_mail_server_is_away(smtp):
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp, "lead@example.test")


@pytest.mark.usefixtures("collected_static_files")
def test_the_product_answers_over_http(make_product):
    served = make_product().web()
    with urllib.request.urlopen(served.url("/readyz"), timeout=PATIENCE) as answer:
        assert answer.status == 200
