"""Speaking to chat services through apprise: each is taken from it by its name, and may do nothing but plain requests.

Apprise also knows services that write files, run programs, talk to the desktop or read addresses from elsewhere, and
options that load a template from a file. None of these can be reached: an address is read by the class of one of our
services, and may carry no option but those named there. Every request goes through the guard of foundation.outward.

This module is imported where something is said: apprise takes time and memory that most processes never need.
"""

from functools import cache
from importlib import import_module
from typing import Any

from apprise import AppriseAsset, NotifyFormat
from apprise.plugins.base import NotifyBase
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.outward import Refused, check
from foundation.outward.requesting import guard_requests
from reminders.channels.chats import SERVICES, Service

guard_requests()

NOWHERE = _("No service that we speak to has addresses like this. Compare it with the examples.")
WITH_OPTION = _("The address has an option that cannot be used here: “%(option)s”. Leave it out.")

Parts = dict[str, Any]
"""An address as apprise reads it."""


class NotUnderstood(Refused):
    """The text is no address of any service we speak to."""


def service_of(address: str) -> Service:
    """Return the service this address is of. Raises Refused, of which NotUnderstood is one, if it cannot be used."""
    for service in SERVICES:
        parts = _read(service, address)
        if parts is not None:
            _speaker(service, parts)
            return service
    raise NotUnderstood(NOWHERE)


def say(service: Service, address: str, text: str) -> bool:
    """Post a text; return whether the service took it. Raises Refused."""
    parts = _read(service, address)
    if parts is None:
        raise NotUnderstood(NOWHERE)
    return bool(_speaker(service, parts).notify(body=text, title="", body_format=NotifyFormat.TEXT))


@cache
def _class_of(service: Service) -> type[NotifyBase]:
    speaker: type[NotifyBase] = getattr(import_module(f"apprise.plugins.{service.module}"), service.speaker)
    return speaker


def _schemes(service: Service) -> set[str]:
    named: set[str] = set()
    for schemes in (_class_of(service).protocol, _class_of(service).secure_protocol):
        named |= {schemes} if isinstance(schemes, str) else set(schemes or ())
    return named


def _read(service: Service, address: str) -> Parts | None:
    """The parts of an address of this service; None if it is of another."""
    schemes = _schemes(service)
    parts = _class_of(service).parse_native_url(address)
    if parts is None and address.partition("://")[0].lower() in schemes:
        parts = _class_of(service).parse_url(address)
    return dict(parts) if parts and str(parts.get("schema")) in schemes else None


def _speaker(service: Service, parts: Parts) -> NotifyBase:
    """Something that speaks to this address, and does so as we wish whatever the address asks for."""
    _check_options(service, parts)
    _check_host(service, parts)
    try:
        speaker = _class_of(service)(**parts, asset=_as_ourselves())
    except (TypeError, ValueError, AttributeError):
        raise NotUnderstood(NOWHERE) from None
    speaker.verify_certificate, speaker.redirects = True, False
    speaker.throttle = _never_wait  # type: ignore[method-assign]  # of this speaker alone
    return speaker


def _as_ourselves() -> AppriseAsset:
    """Under our name, without pictures from elsewhere, and with nothing kept on the disk."""
    return AppriseAsset(
        app_id="Debrief",
        app_desc="Debrief",
        app_url=settings.BASE_URL,
        image_url_mask="",
        image_url_logo="",
        secure_logging=True,
        http_redirects=False,
        storage_mode="memory",
    )


def _check_options(service: Service, parts: Parts) -> None:
    """Options with a sign before them set headers and texts of templates; none is allowed."""
    given = set(parts.get("qsd") or {}) - service.options
    given |= {f"{sign}{name}" for sign in "+-:" for name in parts.get(f"qsd{sign}") or {}}
    if given:
        raise NotUnderstood(WITH_OPTION % {"option": min(given)})


def _check_host(service: Service, parts: Parts) -> None:
    """Say at once what can be told of a host; each connection is judged anew, whatever was said here."""
    host, port = str(parts.get("host") or ""), parts.get("port")
    if service.has_own_host and ("." in host or ":" in host or host == "localhost"):
        literal = f"[{host.strip('[]')}]" if ":" in host else host
        check(f"https://{literal}{f':{port}' if port else ''}/")


def _never_wait(*arguments: Any, **options: Any) -> None:
    """Stands where apprise sleeps for as long as the other side asks: our announcements wait in the database instead."""
