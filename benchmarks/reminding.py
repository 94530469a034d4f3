#!/usr/bin/env python
"""What `make reminding` calls: planning among few and many open debriefs, two sweeps at once, and delivery of mails.

    benchmarks/reminding.py                     10,000 due among 20,000 and among 1,000,000 open debriefs
    benchmarks/reminding.py --many 100000
    benchmarks/reminding.py --flood 1000000     what three bells do when so many are due at once, and nothing else
    benchmarks/reminding.py --peer result.json  beside what another product took for 1,000 due ones
    benchmarks/reminding.py --thousand          plan and write 1,000 due ones, and nothing else

On a PostgreSQL with durable commits. Exits with 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks.report import Verdict  # noqa: E402
from benchmarks.run import say  # noqa: E402
from benchmarks.serving import database_server, migrated  # noqa: E402
from tests.services.processes import LOOPBACK  # noqa: E402

DUE, AMONG_FEW = 10_000, 20_000
DUE_AT_ONCE = 1_000
PEOPLE = 12_000
DELIVERY_SECONDS = 10
MOST_GROWTH, MOST_SECONDS, MOST_MEMORY_MB, MOST_NOTHING_MS = 1.3, 60.0, 300, 10.0
BELLS, MOST_BELL_SECONDS = 3, 210.0
LEAST_PER_S, LEAST_OF_TWO, LEAST_OVER_PEER = 200.0, 1.5, 10.0
MESSAGE = "Subject: ceiling\r\n\r\n" + ("As long as a digest with one line is, about six thousand bytes.\r\n" * 90)

Work = dict[str, Any]


def main() -> int:
    asked = read_arguments()
    say("machine", cores=os.cpu_count(), load=os.getloadavg()[0], python=platform.python_version())
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="debrief-reminding-")))
        bench = Bench(stack.enter_context(database_server()), folder)
        if asked.flood:
            return tell(flood_verdicts(bench.flooded(asked.flood)))
        rendered = bench.rendered(DUE_AT_ONCE)
        if asked.thousand:
            return tell(peer_verdicts(rendered, asked.peer))
        few, many = bench.planned(AMONG_FEW, due=DUE), bench.planned(asked.many, due=DUE)
        nothing = bench.work(asked.many, "nothing")
        twice = bench.at_once(AMONG_FEW // 4, due=DUE_AT_ONCE)
        one, two, ceiling = bench.delivered()
    verdicts = list(planning_verdicts(few, many, nothing, twice))
    verdicts += delivery_verdicts(one, two, ceiling)
    verdicts += peer_verdicts(rendered, asked.peer)
    return tell(verdicts)


def tell(verdicts: Iterable[Verdict]) -> int:
    verdicts = list(verdicts)
    print()
    for verdict in verdicts:
        print(f"{'pass' if verdict.is_kept else 'FAIL'}  {verdict.promise}: {verdict.figure}")
    return 0 if all(verdict.is_kept for verdict in verdicts) else 1


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=1_000_000, help="open debriefs in the larger database")
    parser.add_argument("--flood", type=int, metavar="N", help="only let so many be due at once")
    parser.add_argument("--thousand", action="store_true", help=f"only plan and write {DUE_AT_ONCE:,} due ones")
    parser.add_argument("--peer", type=Path, help="JSON of the same work done by another product")
    return parser.parse_args()


class Bench:
    """Databases of copied debriefs on one server, and the project's own processes at work on them."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.around: dict[int, dict[str, str]] = {}

    def planned(self, number: int, *, due: int) -> Work:
        self._fill(number, str(number), str(due))
        return self.work(number, "plan", open=number)

    def rendered(self, number: int) -> Work:
        self._fill(number, "--each", str(number))
        return self.work(number, "rendered", due=number)

    def flooded(self, number: int) -> Work:
        self._fill(number, "--flood", str(number))
        return self.work(number, "bells", str(BELLS), due=number)

    def at_once(self, number: int, *, due: int) -> Work:
        """Two processes plan the same at the same time; a notice's key is unique, so more rows cannot be: count them."""
        self._fill(number, str(number), str(due))
        begun = [self._begin(number, "plan") for _ in range(2)]
        planned = [_said(process)["planned"] for process in begun]
        say("two at once", due=due, planned=planned)
        return {"due": due, "planned": planned}

    def delivered(self) -> tuple[Work, list[Work], float]:
        """One process delivers, then two at the same time; each has the mail server and the database to itself."""
        number = PEOPLE
        self._fill(number, "--people", str(PEOPLE))
        with mail_sink() as port:
            ceiling = _ceiling(port)
            say("mail sink", messages_per_s=ceiling)
            self.around[number]["EMAIL_URL"] = f"smtp://{LOOPBACK}:{port}"
            self.work(number, "plan")
            self.work(number, "gather")
            one = self.work(number, "deliver", str(DELIVERY_SECONDS))
            begun = [self._begin(number, "deliver", str(DELIVERY_SECONDS)) for _ in range(2)]
            two = [_said(process) for process in begun]
        say("two deliver", per_s=[process["per_s"] for process in two])
        return one, two, ceiling

    def work(self, number: int, *words: str, **also: Any) -> Work:
        done = _said(self._begin(number, *words))
        say(**{**done, **also})
        return done

    def _fill(self, number: int, *words: str) -> None:
        own = self.folder / str(number)
        own.mkdir()
        self.around[number] = migrated(self.address, letters=number, folder=own)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.open_debriefs", *words], env=self.around[number], cwd=ROOT, check=True
        )

    def _begin(self, number: int, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "benchmarks.sweeping", *words]
        return subprocess.Popen(command, env=self.around[number], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _said(process: subprocess.Popen[str]) -> Work:
    printed, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"A sweep ended with {process.returncode}.")
    work: Work = json.loads(printed.splitlines()[-1])
    return work


@contextlib.contextmanager
def mail_sink() -> Iterator[int]:
    command = [sys.executable, str(ROOT / "benchmarks" / "mail_sink.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        try:
            yield int(sink.stdout.readline())  # type: ignore[union-attr]
        finally:
            sink.terminate()


def _ceiling(port: int) -> float:
    """Messages a second that two plain senders hand over, each on one line: no product can be faster."""
    sent, until = [0, 0], time.perf_counter() + 3

    def hand_over(sender: int) -> None:
        with smtplib.SMTP(LOOPBACK, port) as line:
            while time.perf_counter() < until:
                line.sendmail("from@example.com", ["to@example.com"], MESSAGE)
                sent[sender] += 1

    senders = [threading.Thread(target=hand_over, args=[sender]) for sender in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return round(sum(sent) / 3, 1)


def planning_verdicts(few: Work, many: Work, nothing: Work, twice: Work) -> Iterator[Verdict]:
    growth = many["seconds"] / few["seconds"]
    yield Verdict(
        f"{DUE:,} due among many at most {MOST_GROWTH:g}× of the same among few",
        f"{growth:.2f}× ({many['seconds']:g} s and {few['seconds']:g} s for {many['planned']:,} notices)",
        growth <= MOST_GROWTH and many["planned"] == few["planned"],
    )
    yield Verdict(f"at most {MOST_SECONDS:g} s", f"{many['seconds']:g} s", many["seconds"] <= MOST_SECONDS)
    yield Verdict(f"memory below {MOST_MEMORY_MB} MB", f"{many['memory_mb']} MB", many["memory_mb"] < MOST_MEMORY_MB)
    yield Verdict(
        f"nothing due: at most {MOST_NOTHING_MS:g} ms",
        f"{nothing['median_ms']:g} ms",
        nothing["median_ms"] <= MOST_NOTHING_MS,
    )
    told = sum(twice["planned"])
    wanted = few["planned"] * twice["due"] // DUE
    yield Verdict("two runs at once tell nobody twice", f"{told:,} notices of {wanted:,}", told == wanted)


def flood_verdicts(flooded: Work) -> Iterator[Verdict]:
    bells = flooded["bells"]
    most, longest = max(bell["memory_mb"] for bell in bells), max(bell["seconds"] for bell in bells)
    figures = "; ".join(f"{bell['planned']:,} planned, {bell['sent']:,} sent" for bell in bells)
    yield Verdict(f"memory below {MOST_MEMORY_MB} MB however much is due", f"{most} MB", most < MOST_MEMORY_MB)
    yield Verdict(
        f"a bell ends within {MOST_BELL_SECONDS:g} s", f"{longest:g} s ({figures})", longest <= MOST_BELL_SECONDS
    )


def delivery_verdicts(one: Work, two: list[Work], ceiling: float) -> Iterator[Verdict]:
    together = sum(process["per_s"] for process in two)
    yield Verdict(
        f"one process delivers at least {LEAST_PER_S:g} digests a second",
        f"{one['per_s']:g}/s (the sink takes {ceiling:g}/s)",
        one["per_s"] >= LEAST_PER_S,
    )
    ratio = together / one["per_s"]
    yield Verdict(
        f"two processes at least {LEAST_OF_TWO:g}× one", f"{ratio:.2f}× ({together:g}/s)", ratio >= LEAST_OF_TWO
    )


def peer_verdicts(rendered: Work, peer: Path | None) -> Iterator[Verdict]:
    if not peer:
        return
    theirs = json.loads(peer.read_text())["escalate"]["due"]
    ratio = theirs["seconds"] / rendered["seconds"]
    yield Verdict(
        f"{DUE_AT_ONCE:,} due, planned and written: at least {LEAST_OVER_PEER:g}× the other product",
        f"{ratio:.1f}× ({theirs['seconds']:g} s and {rendered['seconds']:g} s)",
        ratio >= LEAST_OVER_PEER,
    )


if __name__ == "__main__":
    sys.exit(main())
