"""The project as other processes see it: its environment, and `manage.py` run for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.services.once import made_once

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "only-for-tests-" + "0123456789" * 5
SETTINGS = {  # every name that debrief/settings.py reads
    *("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG", "DEBRIEF_VAR", "BASE_URL", "ALLOWED_HOSTS", "TIME_ZONE"),
    *(
        "SENTRY_DSN",
        "DEFAULT_FROM_EMAIL",
        "EMAIL_PER_MINUTE",
        "PORT",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "LOG_LEVEL",
        "TRUSTED_PROXIES",
        "OUTWARD_HOSTS",
        "METRICS_TOKEN",
        "SEARCH_LANGUAGE",
        "COMMON_FROM_TEAMS",
        "DJANGO_SETTINGS_MODULE",
    ),
}


def environment(*, var: Path, database_url: str = "", redis_url: str = "", **more: str) -> dict[str, str]:
    """What a process of the product is started with; unset addresses mean the embedded defaults below `var`."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "debrief.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DEBRIEF_VAR": str(var),
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        **more,
    }
    return without_settings() | {name: value for name, value in settings.items() if value}


def without_settings() -> dict[str, str]:
    """Our own environment less whatever a developer has set for the product."""
    return {name: value for name, value in os.environ.items() if name not in SETTINGS}


def manage(*arguments: str, environment: Mapping[str, str], seconds: float = 300.0) -> str:
    """Runs `manage.py` and returns what it printed; a failure shows the end of it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=dict(environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        raise AssertionError(
            f"manage.py {' '.join(arguments)} ended with code {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}"
        )
    return done.stdout


def collect_static_files() -> None:
    """What gunicorn needs while DEBUG is off. Once in a run: all its processes share the folder, and read from it."""
    made_once(
        "static-files",
        lambda folder: manage("collectstatic", "--no-input", "--verbosity", "0", environment=environment(var=folder)),
    )
