#!/usr/bin/env python
"""What `make following` calls: many screens that follow debriefs, each asking every 1.5 s whether its debrief moved.

    benchmarks/following.py                        200 screens on one debrief, then 100 debriefs with four screens each
    benchmarks/following.py --seconds 60

Served as the pages are (benchmarks/serving.py). Meanwhile a debrief moves every second; how long it takes until each of
its screens has seen it is the update latency, which holds on average half the time between two questions.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import psycopg  # noqa: E402

from benchmarks.serving import Site, database_server, fill, migrated, served  # noqa: E402
from tests.services.processes import LOOPBACK  # noqa: E402
from tests.services.project import manage  # noqa: E402

LETTERS = 1_000
DEBRIEFS = 100
PACE = 1.5
SECONDS_BETWEEN_MOVES = 1.0
WITHIN = 2.0
"""Seconds in which others' screens have to follow."""
TOKENS = (
    "import json; from rankless.following import token_of; from rankless.models import Debrief; "
    f"print(json.dumps([[d.pk, token_of(d)] for d in Debrief.objects.order_by('pk')[:{DEBRIEFS}]]))"
)


@dataclass(frozen=True)
class Crowd:
    """So many screens before each of so many debriefs."""

    debriefs: int
    screens: int

    def __str__(self) -> str:
        return f"{self.debriefs} × {self.screens}"


@dataclass
class Seen:
    """What all screens together saw."""

    seconds: list[float] = field(default_factory=list)
    late_updates: list[float] = field(default_factory=list)
    wrong: int = 0
    moved_at: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Screen:
    """One screen before a debrief, as static/js/follow.js asks: with what it knows, and the next time after the answer."""

    debrief: int
    request_line: str
    port: int
    seen: Seen
    tag: str = ""
    updates: int = 0

    async def follow(self, *, after: float, until: float) -> None:
        await asyncio.sleep(after)
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                status, tag = await self._ask()
            except OSError:
                status, tag = 0, ""
            self._note(status, tag, started)
            await asyncio.sleep(PACE)

    def _note(self, status: int, tag: str, started: float) -> None:
        now = time.perf_counter()
        if status not in {200, 304}:
            self.seen.wrong += 1
            return
        self.seen.seconds.append(now - started)
        moves = self.seen.moved_at[self.debrief]
        if status == 200 and self.tag:
            self.seen.late_updates += [now - moved for moved in moves[self.updates :]]
        self.updates = len(moves) if status == 200 else self.updates
        self.tag = tag or self.tag

    async def _ask(self) -> tuple[int, str]:
        reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        known = f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        writer.write(f"{self.request_line}Host: {LOOPBACK}:{self.port}\r\n{known}Connection: close\r\n\r\n".encode())
        answer = (await reader.read()).decode("latin-1")
        writer.close()
        lines = answer.partition("\r\n\r\n")[0].split("\r\n")
        tags = [line.partition(": ")[2] for line in lines if line.lower().startswith("etag:")]
        return int(lines[0].split()[1]), tags[0] if tags else ""


async def watch(site: Site, tokens: list[tuple[int, str]], crowd: Crowd, *, seconds: float) -> dict[str, Any]:
    seen, chance = Seen(), Random(1)
    until = time.perf_counter() + seconds
    screens = [
        Screen(pk, f"GET /follow/{token}/ HTTP/1.1\r\n", site.port, seen)
        for pk, token in tokens[: crowd.debriefs]
        for _ in range(crowd.screens)
    ]
    following = [screen.follow(after=chance.uniform(0, PACE), until=until) for screen in screens]
    keys = [pk for pk, _token in tokens[: crowd.debriefs]]
    await asyncio.gather(move(site, keys, seen, until=until - WITHIN - PACE, chance=chance), *following)
    return figures(crowd, seen, seconds)


async def move(site: Site, keys: list[int], seen: Seen, *, until: float, chance: Random) -> None:
    """Somebody changes something in one debrief or another."""
    async with await psycopg.AsyncConnection.connect(site.environment["DATABASE_URL"], autocommit=True) as own:
        await asyncio.sleep(2 * PACE)
        while time.perf_counter() < until:
            key = chance.choice(keys)
            await own.execute("UPDATE rankless_debrief SET moves = moves + 1 WHERE id = %s", [key])
            seen.moved_at[key].append(time.perf_counter())
            await asyncio.sleep(SECONDS_BETWEEN_MOVES)


def figures(crowd: Crowd, seen: Seen, seconds: float) -> dict[str, Any]:
    updates = sorted(seen.late_updates)
    return {
        "debriefs × screens": str(crowd),
        "wanted_per_s": round(crowd.debriefs * crowd.screens / PACE),
        "held_per_s": round(len(seen.seconds) / seconds),
        "median_ms": _ms(statistics.median(seen.seconds)),
        "p95_ms": _ms(statistics.quantiles(seen.seconds, n=20)[-1]),
        "update_median_ms": _ms(statistics.median(updates)),
        "update_p95_ms": _ms(statistics.quantiles(updates, n=20)[-1]),
        "update_worst_ms": _ms(updates[-1]),
        "updates": len(updates),
        "wrong": seen.wrong,
    }


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


@contextlib.contextmanager
def a_site() -> Iterator[Site]:
    with database_server() as address, tempfile.TemporaryDirectory(prefix="debrief-bench-") as folder:
        around = migrated(address, letters=LETTERS, folder=Path(folder))
        fill(around, letters=LETTERS)
        with served(around, letters=LETTERS, folder=Path(folder)) as site:
            yield site


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30, help="how long each crowd follows")
    asked = parser.parse_args()
    print(json.dumps({"what": "machine", "cores": os.cpu_count(), "load": os.getloadavg()[0]}), flush=True)
    kept = True
    with a_site() as site:
        tokens = json.loads(manage("shell", "-c", TOKENS, environment=site.environment).splitlines()[-1])
        for crowd in (Crowd(1, 200), Crowd(100, 4)):
            found = asyncio.run(watch(site, tokens, crowd, seconds=asked.seconds))
            print(json.dumps(found, ensure_ascii=False), flush=True)
            kept &= not found["wrong"] and found["update_p95_ms"] <= WITHIN * 1000
    print(
        "pass" if kept else "FAIL", f" 95 of 100 updates are seen within {WITHIN:g} s, and every question is answered"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
