"""The charge: everything that gives a writer away, or could. An honest product leaves this list empty."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

from foundation.database.engine import is_postgresql
from rankless.models import Contribution, Envelope, Voice
from tests.red_team.attacks import Verdict, best_attack, neighbours
from tests.red_team.campaign import WORD, Campaign
from tests.red_team.casebook import cases_of, rows_that_hold_words
from tests.red_team.ground import bytes_of

SEED = 20
ORDERS = ("note order", "note key", "note pile", "note stage_id", "note weight", "place on the page")


@dataclass(frozen=True)
class Charge:
    """What was found, in words, and by which guess if luck alone may have brought it about."""

    kind: str
    told: str
    guess: str = ""


def charges(campaign: Campaign) -> list[Charge]:
    return [
        *_words_where_they_do_not_belong(campaign),
        *_pages(campaign),
        *_marks(),
        *_remains(campaign),
        *(Charge("guessed", str(told), guess) for guess, told in verdicts(campaign).items() if not told.is_luck),
    ]


def lasting(charges: Iterable[Charge], again: Iterable[Charge]) -> list[Charge]:
    """Those that are no luck: of what was guessed, what the same guess found `again`.

    Of a hundred honest guesses one lies outside of what luck does in ninety-nine. A leak is found by its guess each time.
    """
    found_again = {charge.guess for charge in again}
    return [charge for charge in charges if not charge.guess or charge.guess in found_again]


def verdicts(campaign: Campaign) -> dict[str, Verdict]:
    """The best of all attacks by order, and whether notes of one writer lie together, by the guess that was made."""
    cases = cases_of(campaign)
    _, best = best_attack(cases, seed=SEED)
    return {"the best attack": best} | {told.attack: told for told in neighbours(cases, ORDERS, seed=SEED)}


def _words_where_they_do_not_belong(campaign: Campaign) -> Iterator[Charge]:
    for table, row in rows_that_hold_words():
        yield Charge("stored elsewhere", f"{table}: {row[:200]}")
    for line in campaign.log:
        if WORD.search(line):
            yield Charge("logged", line[:200])
    for message in campaign.mails:
        if WORD.search(message.text):
            yield Charge("mailed", message.what)
    yield from _files()


def _files() -> Iterator[Charge]:
    """What the cache and the attachments keep beside the database; the cache packs what it keeps."""
    places = [settings.CACHES["default"]["LOCATION"], settings.STORAGES["default"]["OPTIONS"]["location"]]
    for file in chain.from_iterable(Path(place).rglob("*") for place in places):
        if file.is_file() and WORD.search(_unpacked(file.read_bytes()).decode("latin-1")):
            yield Charge("kept in a file", file.name)


def _unpacked(raw: bytes) -> bytes:
    packed = raw.find(b"x\x9c")
    if packed < 0:
        return raw
    try:
        return raw + zlib.decompress(raw[packed:])
    except zlib.error:  # these two bytes stand in a picture too
        return raw


def _pages(campaign: Campaign) -> Iterator[Charge]:
    """Nobody saw a note before the reveal, and afterwards all saw the same ones in the same order."""
    last: dict[int, list[str]] = {}
    for seen in campaign.pages:
        words = list(dict.fromkeys(WORD.findall(seen.text)))
        if seen.is_before_reveal and words:
            yield Charge("shown early", f"debrief {seen.debrief}, at {seen.when}")
        if seen.is_before_reveal:
            continue
        if last.setdefault(seen.debrief, words) != words:
            yield Charge("shown differently", f"debrief {seen.debrief} to {seen.what}")
        if set(words) != set(campaign.held[seen.debrief].writer_of):
            yield Charge("lost", f"debrief {seen.debrief}: {len(words)} notes shown")


def _marks() -> Iterator[Charge]:
    """After the reveal no mark says who handed in."""
    marked = Voice.objects.filter(has_handed_in=True) | Voice.objects.filter(wants_reveal=True)
    if (marked | Voice.objects.filter(accepts_few=True)).exists():
        yield Charge("marked", "a voice still says that it handed in")


def _remains(campaign: Campaign) -> Iterator[Charge]:
    """What lies on the disk beside the rows: the sealed envelopes must be gone for good."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text), count(DISTINCT debrief_id) FROM rankless_contribution")
            transactions, debriefs = cursor.fetchone()
        if size := bytes_of(Envelope):
            yield Charge("left on the disk", f"{size} bytes of envelopes")
        if transactions > debriefs:
            yield Charge("written one by one", f"{transactions} transactions for {debriefs} debriefs")
        return
    database = Path(connection.settings_dict["NAME"])
    files = [database, database.with_name(f"{database.name}-wal")]
    raw = b"".join(file.read_bytes() for file in files if file.exists()).decode("latin-1")
    copies = len(WORD.findall(raw)) - Contribution.objects.count()
    if copies > 0:
        yield Charge("left on the disk", f"{copies} copies of notes in the file")
