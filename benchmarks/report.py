"""What was measured against what was wanted: one JSON line a page, then a table and a verdict for each promise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.pages import FLOOR
from benchmarks.timing import Timed

MOST_FLOORS = 4.0
MOST_GROWTH = 1.3
MOST_QUERIES = 12
FIRST_VISIT, LATER_VISIT = 150_000, 25_000
# What the page of another product takes, divided by what ours takes.
LEAST_OVER_PEER = {
    "dashboard": 10.0,
    "list": 10.0,
    "search, rare": 15.0,
    "search, common": 15.0,
    "detail": 4.0,
    "logging": 2.5,
}
HEADINGS = ("small ms", "p95 ms", "large ms", "p95 ms", "floors", "growth", "queries", "bytes")


@dataclass(frozen=True)
class Line:
    """One page for one reader, at the smaller and the larger number of letters."""

    page: str
    reader: str
    small: dict[str, float]
    large: dict[str, float]
    to_floor: float
    growth: float

    def as_json(self) -> str:
        return json.dumps(self.__dict__)

    @property
    def queries(self) -> float:
        return max(self.small["queries"], self.large["queries"])


@dataclass(frozen=True)
class Verdict:
    promise: str
    figure: str
    is_kept: bool


def lines_of(timed: list[Timed]) -> list[Line]:
    by_key = {(one.page.name, one.reader, one.site.letters): one for one in timed}
    small, large = sorted({letters for _page, _reader, letters in by_key})
    lines = []
    for page, reader, letters in by_key:
        if letters == small:
            few, many = by_key[page, reader, small], by_key[page, reader, large]
            floors = [one.median_ms / by_key[FLOOR, reader, one.site.letters].median_ms for one in (few, many)]
            growth = many.median_ms / few.median_ms
            lines.append(Line(page, reader, few.figures, many.figures, round(max(floors), 2), round(growth, 2)))
    return lines


def table(lines: Iterable[Line]) -> Iterator[str]:
    """Floors: how many times the floor, at worst. Growth: the larger number of letters against the smaller."""
    yield _row("page", "reader", *HEADINGS)
    for line in lines:
        few, many = line.small, line.large
        times = (f"{value:.1f}" for value in (few["median_ms"], few["p95_ms"], many["median_ms"], many["p95_ms"]))
        ratios = (f"{line.to_floor:.2f}", f"{line.growth:.2f}")
        yield _row(line.page, line.reader, *times, *ratios, f"{line.queries:.0f}", f"{many['bytes']:.0f}")


def _row(page: str, reader: str, *figures: str) -> str:
    return f"{page:<22}{reader:<10}" + "".join(f"{figure:>10}" for figure in figures)


def verdicts(lines: list[Line], weight: dict[str, Any]) -> Iterator[Verdict]:
    pages = [line for line in lines if line.page != FLOOR]
    yield _worst(pages, "to_floor", MOST_FLOORS, f"every page at most {MOST_FLOORS:g}× the floor")
    yield _worst(pages, "growth", MOST_GROWTH, f"ten times the letters at most {MOST_GROWTH:g}× the time")
    yield _worst(pages, "queries", MOST_QUERIES, f"at most {MOST_QUERIES} queries a page")
    for name, most in (("first_visit_bytes", FIRST_VISIT), ("later_visit_bytes", LATER_VISIT)):
        yield Verdict(f"{name.replace('_', ' ')} at most {most:,}", f"{weight[name]:,}", weight[name] <= most)


def _worst(lines: list[Line], figure: str, most: float, promise: str) -> Verdict:
    broken = sorted((line for line in lines if getattr(line, figure) > most), key=lambda line: -getattr(line, figure))
    shown = broken or [max(lines, key=lambda line: getattr(line, figure))]
    figures = "; ".join(f"{line.page}, {line.reader}: {getattr(line, figure):g}" for line in shown)
    return Verdict(promise, figures, not broken)


def peer_verdicts(ours: dict[str, float], logged: dict[str, Any], peer: dict[str, Any]) -> Iterator[Verdict]:
    """Beside the same work of another product at the smaller number of letters; `ours` are medians asked for likewise."""
    pages = {name: page["median_ms"] for name, page in peer["pages"].items() if "median_ms" in page}
    theirs = {
        "dashboard": pages["dashboard"],
        "list": pages["list_html"] + pages["list_json"],
        "search, rare": pages["search_rare_html"] + pages["search_rare_json"],
        "search, common": pages["search_rare_html"] + pages["search_common_json"],
        "detail": pages["detail"],
    }
    names = {
        "dashboard": "dashboard",
        "list": "letters",
        "search, rare": "search, rare word",
        "search, common": "search, common word",
        "detail": "letter",
    }
    for job, least in LEAST_OVER_PEER.items():
        if job == "logging":
            before, now = peer["create_4_clients"]["per_s"], logged["per_s"]
            yield _beside(job, f"{before:g}/s and {now:g}/s", now / before, least)
        else:
            yield _beside(
                job, f"{theirs[job]:.0f} ms and {ours[names[job]]:.0f} ms", theirs[job] / ours[names[job]], least
            )


def _beside(job: str, figures: str, ratio: float, least: float) -> Verdict:
    return Verdict(f"{job}: at least {least:g}× the other product", f"{ratio:.1f}× ({figures})", ratio >= least)
