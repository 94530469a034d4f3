"""What `serve` asks before it starts anything, where a real first start would take too long."""

from __future__ import annotations

import socket

import pytest
from django.core.management import call_command

from foundation import broker, startup
from foundation.supervisor import Supervisor
from tests.services.processes import LOOPBACK, free_port

LASTING = ("check_database", "check_broker", "bring_up_to_date")


def test_a_port_that_somebody_takes_meanwhile_is_told_before_anything_runs(monkeypatch, settings, capsys):
    settings.LISTEN, settings.PORT = LOOPBACK, free_port()
    started: list[str] = []
    monkeypatch.setattr(Supervisor, "listen", lambda self: None)
    monkeypatch.setattr(Supervisor, "watch", lambda self, **_: None)
    monkeypatch.setattr(Supervisor, "start", lambda self, name, *_, **__: started.append(name))
    for step in LASTING:
        monkeypatch.setattr(startup, step, lambda: None)
    monkeypatch.setattr(broker, "forget_old_bells", lambda: None)
    with socket.socket() as other:
        monkeypatch.setattr(startup, "load_demo_story", lambda: other.bind((LOOPBACK, settings.PORT)))
        with pytest.raises(SystemExit):
            call_command("serve")
    assert f"make run PORT={settings.PORT + 1}" in capsys.readouterr().err
    assert started == []
