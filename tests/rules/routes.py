"""The addresses of the product as Django resolves them, each with its name, its view and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Django's own mark, set by `login_not_required`."""
        return not getattr(self.view, "login_required", True)


def routes() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns, prefix="", namespace=""), key=lambda route: route.name)


def names() -> list[str]:
    return [route.name for route in routes()]


def _walk(
    patterns: list[URLPattern | URLResolver], *, prefix: str, namespace: str, parameters: tuple[str, ...] = ()
) -> Iterator[Route]:
    for entry in patterns:
        where = prefix + str(entry.pattern)
        within = (*parameters, *_parameters(entry))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, prefix=where, namespace=inner, parameters=within)
        else:
            yield Route(f"{namespace}{entry.name or where}", where, entry.callback, within)


def _parameters(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    known = getattr(entry.pattern, "converters", {}) or entry.pattern.regex.groupindex
    return tuple(known)
