"""What is written down: one JSON object per line in production, plain lines while trying things out.

No line names a person, an address on the network, what a form carried or what was searched for.
"""

from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from debrief.environment import BadEnvironment

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
                "foreign_pre_chain": [*_STEPS, _without_query],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write every line twice, and mail tracebacks to ADMINS.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # A page that was not found is the visitor's mistake, and its address may hold what they searched for.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
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
    )


def _without_query(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what follows “?” in lines of Django's request logger: it may hold words that were searched for."""
    if event.get("logger") == "django.request":
        event["event"] = str(event["event"]).partition("?")[0]
    return event
