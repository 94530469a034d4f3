"""Readers of the environment: each gives a setting or says in one plain sentence what is wrong.

A value that cannot be understood stops the start; nothing is guessed and nothing falls back silently.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

POSTGRESQL = "foundation.database.postgresql"
SQLITE = "django.db.backends.sqlite3"

# Write-ahead logging lets readers go on while one writes; NORMAL is safe with it.
SQLITE_SETUP = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -20000;
    PRAGMA mmap_size = 134217728;
    PRAGMA secure_delete = ON;
"""


class BadEnvironment(ImproperlyConfigured):
    """An environment variable is missing or cannot be understood; the text is one sentence."""


def text(name: str, *, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def yes_or_no(name: str, *, default: bool) -> bool:
    value = text(name, default="1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise BadEnvironment(f"{name} must be 1 or 0, not “{value}”.")
    return value in TRUE


def whole_number(name: str, *, default: int, least: int = 0) -> int:
    value = text(name, default=str(default))
    if not value.isdecimal():
        raise BadEnvironment(f"{name} must be a whole number, not “{value}”.")
    if int(value) < least:
        raise BadEnvironment(f"{name} must be at least {least}, not {value}.")
    return int(value)


def port(name: str, *, default: int) -> int:
    number = whole_number(name, default=default)
    if not 0 < number < 65536:
        raise BadEnvironment(f"{name} must be between 1 and 65535, not {number}.")
    return number


def words(name: str, *, default: list[str]) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default=",".join(default)).split(",") if word.strip()]


def hosts(name: str) -> frozenset[str]:
    """Hosts with commas, each with or without a port: chat.example.org, 10.1.2.3:8065, [fd00::5]."""
    given = {host.lower() for host in words(name, default=[])}
    for host in given:
        if _split(name, f"http://{host}").netloc != host or any(char in host for char in "@/?#* "):
            raise BadEnvironment(f"{name} must be hosts like chat.example.org or 10.1.2.3:8065, not “{host}”.")
    return frozenset(given)


def one_of(name: str, choices: tuple[str, ...], *, default: str) -> str:
    value = text(name, default=default).lower()
    if value not in choices:
        raise BadEnvironment(f"{name} must be one of {', '.join(choices)}, not “{value}”.")
    return value


def folder(path: Path) -> Path:
    """Make the folder if it is missing; whatever is kept by default needs one that can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadEnvironment(
            f"The folder {path} cannot be made ({error.strerror}); set DEBRIEF_VAR to one that can be written."
        ) from error
    if not os.access(path, os.W_OK):
        raise BadEnvironment(f"The folder {path} cannot be written; set DEBRIEF_VAR to one that can.")
    return path


def secret_key(*, debug: bool, var: Path) -> str:
    """From the environment; while trying things out, made once and kept readable by the owner only."""
    if given := text("SECRET_KEY", default=""):
        return given
    if not debug:
        raise BadEnvironment(
            "SECRET_KEY must be set while DEBUG is off; to try things out on this machine set DEBUG=1 instead."
        )
    path = folder(var) / "secret_key"
    draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            # Linking fails if another process was first: both then read the same key.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def time_zone(name: str, *, default: str) -> str:
    value = text(name, default=default)
    try:
        ZoneInfo(value)
    except (LookupError, OSError, ValueError) as error:
        raise BadEnvironment(f"{name} must be a time zone such as Europe/Berlin, not “{value}”.") from error
    return value


def log_level(name: str, *, default: str) -> str:
    value = text(name, default=default).upper()
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadEnvironment(f"{name} must be DEBUG, INFO, WARNING or ERROR, not “{value}”.")
    return value


def base_url(*, default: str) -> SplitResult:
    """Where people reach the product; links in mails start with it."""
    url = _split("BASE_URL", text("BASE_URL", default=default))
    if url.scheme not in {"http", "https"} or not url.hostname or url.path not in {"", "/"} or url.query:
        raise BadEnvironment("BASE_URL must look like https://debrief.example.org, without a path.")
    return url._replace(path="")


def database(*, var: Path) -> dict[str, Any]:
    """DATABASE_URL as Django's setting; unset, an SQLite file under var/."""
    given = text("DATABASE_URL", default="")
    if not given:
        return _sqlite(str(folder(var) / "debrief.sqlite3"), {})
    url = _split("DATABASE_URL", given)
    options: dict[str, Any] = dict(parse_qsl(url.query))
    if url.scheme == "sqlite" and url.path.strip("/") and not url.netloc:
        return _sqlite(unquote(url.path.removeprefix("/")), options)
    if url.scheme in {"postgres", "postgresql"} and url.path.strip("/"):
        return _postgresql(url, options)
    raise BadEnvironment(
        "DATABASE_URL must look like postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3."
    )


def redis() -> str:
    """REDIS_URL, or nothing: then the embedded broker and cache serve."""
    given = text("REDIS_URL", default="")
    if given:
        url = _split("REDIS_URL", given)
        if url.scheme not in {"redis", "rediss"} or not url.hostname:
            raise BadEnvironment("REDIS_URL must look like redis://host:6379/0 or rediss://host:6379/0.")
    return given


def email(*, var: Path) -> dict[str, Any]:
    """EMAIL_URL as Django's settings; unset, every mail becomes a file under var/mail/."""
    given = text("EMAIL_URL", default="")
    if not given:
        folder(var / "mail")
        return {"EMAIL_BACKEND": "foundation.mail.FileBackend"}
    url = _split("EMAIL_URL", given)
    default_ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if url.scheme not in default_ports or not url.hostname or url.path not in {"", "/"}:
        raise BadEnvironment(
            "EMAIL_URL must look like smtp://host:25, smtp+tls://user:password@host:587 or smtps://user:password@host:465."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or default_ports[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }


def _split(name: str, value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port  # reading it is what checks it
    except ValueError as error:
        # The value is not shown: it may hold a password.
        raise BadEnvironment(f"{name} is not an address that can be read: {error}.") from None
    return url


def _sqlite(path: str, options: dict[str, Any]) -> dict[str, Any]:
    seconds = options.pop("timeout", "5")
    try:
        timeout = float(seconds)
    except ValueError:
        raise BadEnvironment(f"DATABASE_URL: timeout must be a number of seconds, not “{seconds}”.") from None
    if options:
        raise BadEnvironment(f"DATABASE_URL: SQLite knows no option “{next(iter(options))}”, only timeout.")
    return {
        "ENGINE": SQLITE,
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": timeout,
            # A transaction that begins by reading and then writes would fail at once when another wrote between.
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_SETUP,
        },
    }


def _postgresql(url: SplitResult, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": POSTGRESQL,
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": _socket_folder(url) or url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", **options},
    }


def _socket_folder(url: SplitResult) -> str:
    """A folder with the server's socket stands percent-encoded for the host: postgres://%2Frun%2Fpostgresql/name"""
    host = unquote(url.netloc.rpartition("@")[2])
    return host if host.startswith("/") else ""
