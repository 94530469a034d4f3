"""Which pages are measured, and by which addresses for one reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from overview.demo.wording import COMMON, RARE, THREE_WORDS

FLOOR = "floor"


@dataclass(frozen=True)
class Page:
    name: str
    paths: Callable[[dict[str, Any], dict[str, Any]], list[str]]
    """Of the reader and of everything that was prepared: the addresses asked for in turn."""


def at(path: str) -> Callable[[dict[str, Any], dict[str, Any]], list[str]]:
    return lambda _reader, _ground: [path]


def search_for(words: str) -> Callable[[dict[str, Any], dict[str, Any]], list[str]]:
    return at(f"/search/?q={quote(words)}")


PAGES = [
    Page(FLOOR, at("/floor/")),
    Page("desk", at("/")),
    Page("letters", at("/letters/")),
    Page(
        "letters, filtered",
        lambda _reader, ground: [
            f"/letters/?kind=complaint&stage={ground['stage']}&debrief=open",
            f"/letters/?kind=praise&team={ground['team']}&polarity=bad",
            "/letters/?debrief=late&sort=due",
        ],
    ),
    Page("letter", lambda reader, _ground: [f"/letters/{pk}/" for pk in reader["letters"]]),
    Page("letters alike", lambda reader, _ground: [f"/letters/{pk}/alike/" for pk in reader["letters"]]),
    Page("lesson", lambda reader, _ground: [f"/lessons/{pk}/" for pk in reader["lessons"]]),
    Page("lesson, since", lambda reader, _ground: [f"/lessons/{pk}/since/" for pk in reader["lessons"]]),
    Page("debrief", lambda reader, _ground: [f"/letters/{pk}/debrief/" for pk in reader["debriefs"]]),
    Page("dashboard", at("/lessons/?team=all")),
    Page("why, a year", at("/lessons/why/?team=all&weeks=52")),
    Page("doubts", at("/lessons/doubts/")),
    Page("practice", at("/practice/")),
    Page("search, rare word", search_for(RARE)),
    Page("search, common word", search_for(COMMON)),
    Page("search, three words", search_for(THREE_WORDS)),
    Page("log a letter, form", at("/letters/new/")),
]
