"""Logging letters by the form, several managers at once, and how many a second."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from benchmarks.asking import Browser, WrongAnswer, median_ms
from benchmarks.serving import Site
from overview.demo.wording import letter

PATH = "/letters/new/"
LETTERS_PER_CLIENT = 150
WARM_UP = 20
FOUND = 302


@dataclass
class Client:
    """One manager who has the form open and logs one letter after the other."""

    number: int
    browser: Browser
    fixed: dict[str, str]
    seconds: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    def log(self, letters: int) -> None:
        chance = Random(self.number)
        for _ in range(letters):
            answer = self.browser.post(PATH, {**self.fixed, "form_key": str(uuid.uuid4()), "text": letter(chance)})
            (self.seconds if answer.status == FOUND else self.wrong).append(answer.seconds)


def log_letters(site: Site, *, clients: int) -> dict[str, Any]:
    """Letters a second with that many clients. Any answer that is not “logged” makes the figure worthless."""
    # All at once, so that no process of the server takes its first letter while the clock runs.
    _at_once([_client(site, clients + number) for number in range(clients)], letters=WARM_UP)
    everybody = [_client(site, number) for number in range(clients)]
    elapsed = _at_once(everybody, letters=LETTERS_PER_CLIENT)
    if any(client.wrong for client in everybody):
        raise WrongAnswer(f"{PATH} refused letters")
    seconds = [one for client in everybody for one in client.seconds]
    return {"clients": clients, "per_s": round(len(seconds) / elapsed, 1), "median_ms": median_ms(seconds)}


def _at_once(clients: list[Client], *, letters: int) -> float:
    """How many seconds it takes until each of them has logged so many letters."""
    threads = [threading.Thread(target=client.log, args=[letters]) for client in clients]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def _client(site: Site, number: int) -> Client:
    browser = Browser(site.port, site.ground["readers"]["one team"]["session"])
    answer = browser.get(PATH)
    token = next(
        part.split(";")[0].split("=", 1)[1]
        for part in answer.headers.get_all("Set-Cookie")
        if part.startswith("csrftoken=")
    )
    browser.cookies["csrftoken"] = token
    today = datetime.now(UTC).date().isoformat()
    fixed = {"csrfmiddlewaretoken": token, "kind": "complaint", "then": "log", "received_on": today}
    return Client(number, browser, fixed)
