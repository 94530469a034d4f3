"""Days in templates: in words for people, exact in the title, machine-readable in the element."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation import dates

register = template.Library()

DAYS_KEPT = 4096
"""A list says the same few days over and over; saying one anew costs as much as the rest of its row."""


def _element(*, when: date, exact: str, words: str, look: str = "") -> SafeString:
    return format_html(
        '<time{} datetime="{}" title="{}">{}</time>',
        format_html(' class="{}"', look) if look else "",
        when.isoformat(),
        exact,
        words,
    )


def _as_day(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def people_day(value: date | None) -> str:
    """`{{ letter.received_on|people_day }}` → today, Tue 24 Nov, …"""
    if not value:
        return ""
    return _day_element(_as_day(value), timezone.localdate(), get_language())


def say_with_day(words: str, day: date | None) -> SafeString:
    """Words in which `%(day)s` stands for a day, as `blocktranslate` says them, for lists that say them in every row."""
    before, _, after = words.partition("%(day)s")
    return format_html("{}{}{}", before, people_day(day), after)


@register.filter
def is_ahead(value: date | None) -> bool:
    """`{% if action.rests_until|is_ahead %}` → whether that day has yet to come."""
    return value is not None and value > timezone.localdate()


@register.filter
def people_moment(value: datetime | None) -> str:
    """`{{ entry.at|people_moment }}` → today, 17:00."""
    if not value:
        return ""
    return _moment_element(value, timezone.get_current_timezone_name(), timezone.localdate(), get_language())


@register.simple_tag
def due(value: date | None) -> str:
    """`{% due debrief.due_on %}` → due Tuesday; what is late wears the stamp that says so."""
    if not value:
        return ""
    return _due_element(_as_day(value), timezone.localdate(), get_language())


@lru_cache(maxsize=DAYS_KEPT)
def _day_element(day: date, today: date, language: str | None) -> SafeString:
    """The language is the active one; it is named so that each is kept apart."""
    return _element(when=day, exact=dates.exact_day(day), words=dates.say_day(day, today=today))


@lru_cache(maxsize=DAYS_KEPT)
def _moment_element(moment: datetime, zone: str, today: date, language: str | None) -> SafeString:
    """The zone is the active one; equal moments are told apart by it as well."""
    return _element(when=moment, exact=dates.exact_moment(moment), words=dates.say_moment(moment, today=today))


@lru_cache(maxsize=DAYS_KEPT)
def _due_element(day: date, today: date, language: str | None) -> SafeString:
    look = "stamp late" if day < today else "meta"
    return _element(when=day, exact=dates.exact_day(day), words=dates.say_due(day, today=today), look=look)
