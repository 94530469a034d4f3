"""Everything in one terminal: web, worker and beat; what `make run` ends in.

In production each of the three is a service of its own (deploy/).
"""

import os
import sys
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from foundation import broker, startup
from foundation.startup import CannotStart
from foundation.supervisor import ChildEnded, Supervisor

DEMO_PEOPLE = ("manager", "member", "lead", "admin")

# Celery warns of running as root, which in a container while trying things out is usual.
QUIET = ("-W", "ignore:You're running the worker with superuser privileges")


class Command(BaseCommand):
    help = "Start web, worker and beat together, after bringing the database up to date."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        supervisor = Supervisor(say=self._say)
        supervisor.listen()
        try:
            self._prepare()
            if not supervisor.is_ending:
                self._start(supervisor)
            supervisor.watch(until=_web_answers)
            if not supervisor.is_ending:
                self._say(_welcome())
            supervisor.watch(tend=lambda: self._tend_broker(supervisor))
        except (CannotStart, ChildEnded) as reason:
            supervisor.end_all()
            self.stderr.write(str(reason))
            sys.exit(1)
        supervisor.end_all()

    def _prepare(self) -> None:
        startup.check_port(settings.LISTEN, settings.PORT)
        startup.check_database()
        startup.check_broker()
        broker.forget_old_bells()
        startup.bring_up_to_date()
        startup.load_demo_story()

    def _start(self, supervisor: Supervisor) -> None:
        # The first start takes a while, and somebody else's page must not be taken for ours.
        startup.check_port(settings.LISTEN, settings.PORT)
        connection.close()
        # Only what needs attention is shown; LOG_LEVEL=INFO shows everything.
        environment = {"LOG_LEVEL": "WARNING", **os.environ}
        for name, command in _commands(level=environment["LOG_LEVEL"]).items():
            supervisor.start(
                name,
                [sys.executable, *QUIET, "-m", *command],
                environment=environment,
                is_needed=name == "web",
            )

    def _tend_broker(self, supervisor: Supervisor) -> None:
        """Without its folders neither worker nor beat would find the other; started anew, they do."""
        if broker.mend():
            supervisor.renew_helpers()
            self._say("The folder of the embedded broker was gone; it is made anew, and worker and beat with it.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _commands(*, level: str) -> dict[str, list[str]]:
    celery = ["celery", "--app=debrief", "--quiet"]
    return {
        "web": ["gunicorn", f"--config={settings.BASE_DIR / 'deploy' / 'gunicorn.conf.py'}"],
        "worker": [*celery, "worker", "--concurrency=2", f"--loglevel={level}", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", f"--loglevel={level}", "--pidfile="],
    }


def _web_answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://{_own_host()}:{settings.PORT}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True  # it answers; what it minds is for its log
    except (urllib.error.URLError, OSError):
        return False


def _own_host() -> str:
    return "127.0.0.1" if settings.LISTEN == "0.0.0.0" else settings.LISTEN


def _welcome() -> str:
    lines = ["", f"Debrief is at {settings.BASE_URL}", ""]
    if startup.has_demo_people():
        lines += [f"  {name}@demo.test" for name in DEMO_PEOPLE]
        lines += ["  password: demo", ""]
    return "\n".join([*lines, "Ctrl-C ends it."])
