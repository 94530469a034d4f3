"""Who wrote a note cannot be told better than by luck: from the whole database, logs, mails, files and every page seen."""

import json
from dataclasses import asdict
from pathlib import Path
from platform import python_version

import pytest
from django.db import connection

from tests.red_team.campaign import hold
from tests.red_team.ground import committed
from tests.red_team.judgement import Charge, charges, lasting
from tests.services.once import made_once

DEBRIEFS = {"postgresql": 308, "sqlite": 112}
"""As many of each size from four to ten voices; 300 at least where teams work. What the code gives away it gives away there,
as on any engine; on SQLite an order of its own is looked for, and what lies in its file."""
FOUND = "found.json"


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker) -> list[Charge]:
    """Held once on each engine: the processes of a run divide these tests among them as well."""
    with django_db_blocker.unblock():
        folder = made_once(f"campaign-{connection.vendor}-{python_version()}", hold_campaigns)
    return [Charge(**charge) for charge in json.loads((folder / FOUND).read_text())]


def hold_campaigns(folder: Path) -> None:
    """Write down what was found in one; where luck may have been at work, what was found in a second one as well."""
    debriefs = DEBRIEFS[connection.vendor]
    with committed():
        found = charges(hold(debriefs=debriefs, seed=1))
    if any(charge.guess for charge in found):
        with committed():
            found = lasting(found, charges(hold(debriefs=debriefs, seed=2)))
    (folder / FOUND).write_text(json.dumps([asdict(charge) for charge in found]))


def told(found: list[Charge], *kinds: str) -> list[str]:
    return [charge.told for charge in found if charge.kind in kinds]


def test_no_order_or_number_tells_who_wrote_a_note(found):
    assert told(found, "guessed") == []


def test_the_words_of_a_note_stand_nowhere_but_in_the_note(found):
    assert told(found, "stored elsewhere", "logged", "mailed", "kept in a file") == []


def test_nothing_is_left_on_the_disk_of_what_was_sealed(found):
    assert told(found, "left on the disk", "written one by one") == []


def test_no_voice_says_afterwards_whether_it_handed_in(found):
    assert told(found, "marked") == []


def test_nobody_sees_a_note_before_all_see_all_of_them_in_one_order(found):
    assert told(found, "shown early", "shown differently", "lost") == []


def test_what_another_guess_finds_in_a_second_campaign_was_luck_in_the_first():
    logged, by_key, by_order = Charge("logged", "a line"), *(Charge("guessed", "better", by) for by in ("key", "order"))
    assert lasting([logged, by_key], [by_order]) == [logged]
    assert lasting([logged, by_key], [by_order, by_key]) == [logged, by_key]
