"""Timing the pages: every page of every site in each round, in a new order, so that no page always has good luck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.asking import Browser, median_ms, p95_ms
from benchmarks.floor import COUNT_HEADER
from benchmarks.pages import PAGES, Page
from benchmarks.serving import Site

WARM_UP = 6


@dataclass
class Timed:
    """One page of one site for one reader."""

    page: Page
    reader: str
    site: Site
    browser: Browser
    paths: list[str]
    queries: int = 0
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def warm_up(self) -> None:
        """Both workers see the page before it counts; of all its addresses the most queries are kept."""
        for number in range(WARM_UP):
            answer = self.browser.get(self._path(number), **{COUNT_HEADER: "1"})
            self.queries = max(self.queries, int(answer.headers[COUNT_HEADER]))

    def ask(self, number: int) -> None:
        answer = self.browser.get(self._path(number))
        self.seconds.append(answer.seconds)
        self.sizes.append(len(answer.body))

    def _path(self, number: int) -> str:
        return self.paths[number % len(self.paths)]

    @property
    def median_ms(self) -> float:
        return median_ms(self.seconds)

    @property
    def figures(self) -> dict[str, float]:
        sizes = sorted(self.sizes)
        return {
            "median_ms": self.median_ms,
            "p95_ms": p95_ms(self.seconds),
            "queries": self.queries,
            "bytes": sizes[len(sizes) // 2],
        }


def time_pages(sites: list[Site], *, requests: int) -> list[Timed]:
    timed = list(_all(sites))
    for one in timed:
        one.warm_up()
    chance = Random(1)
    for number in range(requests):
        for one in chance.sample(timed, k=len(timed)):
            one.ask(number)
    return timed


def time_in_a_row(site: Site, *, reader: str, requests: int) -> dict[str, float]:
    """Medians in milliseconds when each page is asked for again and again before the next: as products are compared.

    Nothing else crowds the processor's caches then, so a page takes about two thirds of what it takes in between others.
    """
    alone = [one for one in _all([site]) if one.reader == reader]
    for one in alone:
        one.warm_up()
        for number in range(requests):
            one.ask(number)
    return {one.page.name: one.median_ms for one in alone}


def _all(sites: list[Site]) -> Iterator[Timed]:
    for site in sites:
        for name, reader in site.ground["readers"].items():
            browser = Browser(site.port, reader["session"])
            for page in PAGES:
                yield Timed(page, name, site, browser, page.paths(reader, site.ground))
