"""What is written down: one JSON object per line in production, plain lines while trying things out.

No line names a person (their number at most), an address on the network, what a form carried or what was searched for.
"""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from debrief.environment import BadEnvironment

_SECRET_IN_AN_ADDRESS = re.compile(r"(/accounts/(?:link|password/reset/key)/)[^/\s?]+")
"""What signs somebody in, or sets their password, is part of the address of its page."""

_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, debug: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING, and structlog set up to go through it."""
    structlog.configure(
        processors=[*_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    ending: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if debug
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_STEPS, _without_what_was_typed],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            },
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write every line twice, and mail tracebacks to ADMINS.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # A page that was not found is the visitor's mistake, and its address may hold what they searched for.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
            # They write down addresses, which for chat services are secrets; what came of a call is kept by us.
            "apprise": {"handlers": ["nowhere"], "propagate": False},
            "urllib3": {"level": "ERROR"},
        },
    }


def report_errors_to(dsn: str) -> None:
    """Send unhandled errors to Sentry: the place in the code, never a person, address, body or variable."""
    try:
        import sentry_sdk
    except ImportError:
        raise BadEnvironment(
            "SENTRY_DSN is set but sentry-sdk is not installed; install requirements-sentry.txt."
        ) from None
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=_without_request,
    )


def _without_what_was_typed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of an address in a line that is not ours drop what follows “?”, words that were searched for, and what is secret."""
    said = str(event["event"])
    if event.get("logger") == "django.request":
        said = said.partition("?")[0]
    event["event"] = _SECRET_IN_AN_ADDRESS.sub(r"\1…", said)
    return event


def _without_request(event: Any, _hint: dict[str, Any]) -> Any:
    """The address of the page may hold what only its reader should know; the place in the code says enough."""
    event.pop("request", None)
    return event
