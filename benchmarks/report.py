"""What was measured against what was wanted: one JSON line a page, then a table and a verdict for each promise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.pages import FLOOR
from benchmarks.timing import Timed

MOST_FLOORS = 4.0
MOST_GROWTH = 1.3
MOST_QUERIES = 12
FIRST_VISIT, LATER_VISIT = 150_000, 25_000
HEADINGS = ("floors", "growth", "queries", "bytes")
# What the page of another product takes, divided by what ours takes.
LEAST_OVER_PEER = {
    "dashboard": 10.0,
    "list": 10.0,
    "search, rare": 15.0,
    "search, common": 15.0,
    "detail": 4.0,
    "logging": 2.5,
}
MANY = 100_000
LEAST_OVER_PEER_OF_MANY = {"dashboard": 100.0, "search, rare": 100.0, "search, common": 100.0, "report": 100.0}
# Their pages for a job, which count as their sum, and ours.
JOBS = {
    "dashboard": (("dashboard",), "dashboard"),
    "list": (("list_html", "list_json"), "letters"),
    "search, rare": (("search_rare_html", "search_rare_json"), "search, rare word"),
    "search, common": (("search_rare_html", "search_common_json"), "search, common word"),
    "detail": (("detail",), "letter"),
    "report": (("report_queuestatus",), "why, a year"),
}


@dataclass(frozen=True)
class Line:
    """One page for one reader; its figures at each number of letters, the fewest first."""

    page: str
    reader: str
    at: dict[int, dict[str, float]]
    to_floor: float
    growth: float

    def as_json(self) -> str:
        return json.dumps(self.__dict__)

    @property
    def queries(self) -> float:
        return max(figures["queries"] for figures in self.at.values())


@dataclass(frozen=True)
class Verdict:
    promise: str
    figure: str
    is_kept: bool


def lines_of(timed: list[Timed]) -> list[Line]:
    by_key = {(one.page.name, one.reader, one.site.letters): one for one in timed}
    sizes = sorted({letters for _page, _reader, letters in by_key})
    lines = []
    for page, reader in dict.fromkeys((page, reader) for page, reader, _letters in by_key):
        at = {letters: by_key[page, reader, letters] for letters in sizes}
        floors = [one.median_ms / by_key[FLOOR, reader, letters].median_ms for letters, one in at.items()]
        growth = at[sizes[-1]].median_ms / at[sizes[0]].median_ms
        figures = {letters: one.figures for letters, one in at.items()}
        lines.append(Line(page, reader, figures, round(max(floors), 2), round(growth, 2)))
    return lines


def table(lines: Sequence[Line]) -> Iterator[str]:
    """Milliseconds with so many letters. Floors: how many times the floor, at worst. Growth: the most against the fewest."""
    times = (heading for letters in lines[0].at for heading in (f"{letters:,}", "p95 ms"))
    yield _row("page", "reader", *times, *HEADINGS)
    for line in lines:
        times = (figures[name] for figures in line.at.values() for name in ("median_ms", "p95_ms"))
        heaviest = max(figures["bytes"] for figures in line.at.values())
        ratios = (f"{line.to_floor:.2f}", f"{line.growth:.2f}")
        counted = (f"{line.queries:.0f}", f"{heaviest:.0f}")
        yield _row(line.page, line.reader, *(f"{ms:.1f}" for ms in times), *ratios, *counted)


def _row(page: str, reader: str, *figures: str) -> str:
    return f"{page:<22}{reader:<10}" + "".join(f"{figure:>10}" for figure in figures)


def verdicts(lines: list[Line], weight: dict[str, Any]) -> Iterator[Verdict]:
    pages = [line for line in lines if line.page != FLOOR]
    yield _worst(pages, "to_floor", MOST_FLOORS, f"every page at most {MOST_FLOORS:g}× the floor")
    sizes = lines[0].at
    promise = f"{max(sizes):,} letters at most {MOST_GROWTH:g}× the time of {min(sizes):,}"
    yield _worst(pages, "growth", MOST_GROWTH, promise)
    yield _worst(pages, "queries", MOST_QUERIES, f"at most {MOST_QUERIES} queries a page")
    for name, most in (("first_visit_bytes", FIRST_VISIT), ("later_visit_bytes", LATER_VISIT)):
        yield Verdict(f"{name.replace('_', ' ')} at most {most:,}", f"{weight[name]:,}", weight[name] <= most)


def _worst(lines: list[Line], figure: str, most: float, promise: str) -> Verdict:
    broken = sorted((line for line in lines if getattr(line, figure) > most), key=lambda line: -getattr(line, figure))
    shown = broken or [max(lines, key=lambda line: getattr(line, figure))]
    figures = "; ".join(f"{line.page}, {line.reader}: {getattr(line, figure):g}" for line in shown)
    return Verdict(promise, figures, not broken)


def peer_verdicts(ours: dict[str, float], logged: dict[str, Any], peer: dict[str, Any]) -> Iterator[Verdict]:
    """Beside the same work of another product with as many letters; `ours` are medians asked for likewise."""
    pages = {name: page["median_ms"] for name, page in peer["pages"].items() if "median_ms" in page}
    for job, least in (LEAST_OVER_PEER_OF_MANY if peer["n"] >= MANY else LEAST_OVER_PEER).items():
        promise = f"{job} with {peer['n']:,} letters"
        if job == "logging":
            before, now = peer["create_4_clients"]["per_s"], logged["per_s"]
            yield _beside(promise, f"{before:g}/s and {now:g}/s", now / before, least)
        else:
            their_pages, our_page = JOBS[job]
            theirs, own = sum(pages[name] for name in their_pages), ours[our_page]
            yield _beside(promise, f"{theirs:.0f} ms and {own:.0f} ms", theirs / own, least)


def _beside(job: str, figures: str, ratio: float, least: float) -> Verdict:
    return Verdict(f"{job}: at least {least:g}× the other product", f"{ratio:.1f}× ({figures})", ratio >= least)
