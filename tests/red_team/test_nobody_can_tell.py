"""Who wrote a note cannot be told better than by luck: from the whole database, logs, mails, files and every page seen."""

import pytest

from tests.red_team.campaign import hold
from tests.red_team.ground import committed
from tests.red_team.judgement import Charge, charges

DEBRIEFS = 308
"""At least 300, and as many of each size from four to ten voices."""


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker) -> list[Charge]:
    """What was found in a campaign; where luck may have been at work, what was found in a second one as well.

    One honest campaign in a hundred lies outside of what luck does in ninety-nine. A leak lies outside each time.
    """
    with django_db_blocker.unblock():
        with committed():
            first = charges(hold(debriefs=DEBRIEFS, seed=1))
        if not any(charge.may_be_luck for charge in first):
            return first
        with committed():
            second = charges(hold(debriefs=DEBRIEFS, seed=2))
    lucky = {charge.kind for charge in second}
    return [charge for charge in first if not charge.may_be_luck or charge.kind in lucky]


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
