"""Each variable gives a setting, or one sentence that names it and never shows a password."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from debrief import environment
from debrief.environment import BadEnvironment


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://user:hidden@host/name",
        "postgres://user:hidden@host",
        "postgres://user:hidden@host:port/name",
        "postgres://user:hidden@[::1/name",
        "sqlite://",
        "sqlite://relative/without-a-slash.sqlite3",
        "sqlite:///file.sqlite3?timeout=soon",
        "sqlite:///file.sqlite3?mode=ro",
    ],
)
def test_a_database_address_that_cannot_be_read_is_named_in_one_sentence(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BadEnvironment) as caught:
        environment.database(var=tmp_path)
    assert "DATABASE_URL" in str(caught.value)
    assert "hidden" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_postgresql_address_becomes_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://us%40er:p%2Fw@db.example:5433/na%20me?sslmode=require")
    found = environment.database(var=tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("us@er", "p/w", "db.example", "5433")
    assert found["NAME"] == "na me"
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize("url", ["postgres://%2Frun%2FSockets/name", "postgres://u@%2Frun%2FSockets/name"])
def test_a_socket_folder_can_stand_for_the_host(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    assert environment.database(var=tmp_path)["HOST"] == "/run/Sockets"


def test_sqlite_waits_for_its_turn_and_begins_by_taking_it(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/debrief.sqlite3?timeout=0.5")
    found = environment.database(var=tmp_path)
    assert found["NAME"] == "/srv/debrief.sqlite3"
    assert found["OPTIONS"]["timeout"] == 0.5
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_nothing_set_is_a_file_under_var(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = environment.database(var=tmp_path)
    assert found["NAME"] == str(tmp_path / "debrief.sqlite3")
    assert found["OPTIONS"]["timeout"] == 5, "who writes is soon told, with their text kept, if it stays locked"


@pytest.mark.parametrize("url", ["localhost:6379", "http://host:6379", "redis://", "redis://host:port/0"])
def test_a_redis_address_that_cannot_be_read_is_named(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(BadEnvironment, match="REDIS_URL"):
        environment.redis()


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://user:p%40ss@mail.example", 587, True, False),
        ("smtps://user:p%40ss@mail.example:4650", 4650, False, True),
    ],
)
def test_a_mail_address_becomes_settings(monkeypatch, tmp_path, url, port, tls, ssl):
    monkeypatch.setenv("EMAIL_URL", url)
    found = environment.email(var=tmp_path)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    assert found["EMAIL_HOST_PASSWORD"] in {"", "p@ss"}


@pytest.mark.parametrize("url", ["mail.example:25", "imap://host", "smtp://", "smtp://host:port"])
def test_a_mail_server_that_cannot_be_read_is_named(monkeypatch, tmp_path, url):
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(BadEnvironment, match="EMAIL_URL"):
        environment.email(var=tmp_path)


@pytest.mark.parametrize("url", ["debrief.example", "ftp://debrief.example", "https://", "https://host/path"])
def test_the_address_people_use_must_be_whole(monkeypatch, url):
    monkeypatch.setenv("BASE_URL", url)
    with pytest.raises(BadEnvironment, match="BASE_URL"):
        environment.base_url(default="http://localhost")


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: environment.yes_or_no("NAME", default=False), "maybe"),
        (lambda: environment.whole_number("NAME", default=1), "many"),
        (lambda: environment.whole_number("NAME", default=3, least=2), "1"),
        (lambda: environment.port("NAME", default=1), "65536"),
        (lambda: environment.time_zone("NAME", default="UTC"), "Europe/Nowhere"),
        (lambda: environment.log_level("NAME", default="INFO"), "LOUD"),
    ],
)
def test_a_value_that_cannot_be_understood_stops_the_start(monkeypatch, read, value):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(BadEnvironment, match=r"^NAME must be .*\.$"):
        read()


def test_the_key_is_asked_for_in_production_and_made_once_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(BadEnvironment, match="SECRET_KEY"):
        environment.secret_key(debug=False, var=tmp_path)
    made = environment.secret_key(debug=True, var=tmp_path)
    assert len(made) >= 50
    assert environment.secret_key(debug=True, var=tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadEnvironment, match="DEBRIEF_VAR"):
        environment.folder(Path(tmp_path / "file" / "var"))


def test_hosts_of_inner_networks_are_named_with_or_without_a_port(monkeypatch):
    monkeypatch.setenv("OUTWARD_HOSTS", "Chat.example.org, 10.1.2.3:8065,[fd00::5]")
    assert environment.hosts("OUTWARD_HOSTS") == {"chat.example.org", "10.1.2.3:8065", "[fd00::5]"}
    monkeypatch.delenv("OUTWARD_HOSTS")
    assert environment.hosts("OUTWARD_HOSTS") == frozenset()


@pytest.mark.parametrize("host", ["https://chat.example.org", "chat.example.org/hooks", "me@chat", "10.0.0.0/8", "a:b"])
def test_what_is_no_host_is_named(monkeypatch, host):
    monkeypatch.setenv("OUTWARD_HOSTS", host)
    with pytest.raises(environment.BadEnvironment, match="OUTWARD_HOSTS"):
        environment.hosts("OUTWARD_HOSTS")
