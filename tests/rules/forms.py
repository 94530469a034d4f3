"""What a form carries when somebody fills it in, for every address of the table in permissions.py that takes one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from lessons.changing import seen_of
from rankless.texts.seen import Seen
from tests.rules.world import World, a_photo, known


def settings_form(world: World) -> dict[str, Any]:
    return {"name": "Somebody Else", "time_zone": "Europe/Berlin", "language": "en"}


def team_form(world: World) -> dict[str, Any]:
    return {"name": "Night shift", "time_zone": "Europe/Berlin", "working_weekdays": ["0", "1"]}


def hours_form(world: World) -> dict[str, Any]:
    return {"morning": "07:00", "evening": "15:30", "quiet_weekdays": ["4"], "holiday_region": "Germany, Bayern"}


def absence_form(world: World) -> dict[str, Any]:
    first = timezone.localdate() + timedelta(days=100)
    return {"first_day": first.isoformat(), "last_day": (first + timedelta(days=7)).isoformat()}


def person_form(world: World) -> dict[str, Any]:
    return {"name": "Newcomer", "email": "newcomer@example.com", "is_active": "on"}


def written(world: World) -> dict[str, Any]:
    return {"what": "It was late.", "what_seen": str(Seen.of_text("", version=0))}


def written_anew(world: World) -> dict[str, Any]:
    return {"other_side": "", "other_side_seen": str(Seen.of_text("The driver was kind.", version=1))}


def reason(world: World) -> dict[str, Any]:
    return {"reason": "A second letter came."}


def a_code(world: World) -> dict[str, Any]:
    return {"code": world.door}


def the_outsider(world: World) -> dict[str, Any]:
    return {"who": "Outsider"}


def the_lead(world: World) -> dict[str, Any]:
    return {"to": known(world.people["lead"]).pk}


def notes(world: World) -> dict[str, Any]:
    return {"note-what": "It was late.\n\nNobody rang."}


def a_moment(world: World) -> dict[str, Any]:
    soon = timezone.localdate() + timedelta(days=7)
    return {"reveal_on": soon.isoformat(), "reveal_time": "12:00"}


def minutes(world: World) -> dict[str, Any]:
    return {"minutes": 5}


def pace_form(world: World) -> dict[str, Any]:
    return {"due_after": 5, "writing": 3, "objection": 2, "rest": 2, "most_actions": 3, "talk_to": "Ida"}


def outlet_form(world: World) -> dict[str, Any]:
    return {"name": "Stock", "address": "https://hooks.example.org/1"}


def cadence_form(world: World) -> dict[str, Any]:
    return {"promise-on-the-day": "on"}


def the_confidant(world: World) -> dict[str, Any]:
    return {"person": known(world.people["member"]).pk}


def not_now(world: World) -> dict[str, Any]:
    until = world.team.working_days.add(timezone.localdate(), 1)
    return {"reason": "The part comes on Monday.", "until": until.isoformat()}


def no_time(world: World) -> dict[str, Any]:
    return {"hindrance": "no-time"}


def opening_line(world: World) -> dict[str, Any]:
    return {"line": "I could have asked for help."}


def heads_up(world: World) -> dict[str, Any]:
    return {"heads_up": "wanted"}


def both_answers(world: World) -> dict[str, Any]:
    return {"could_say": "yes", "come_again": "no"}


def a_note(world: World) -> dict[str, Any]:
    return {"note": world.notes[0].key}


def ticked(world: World) -> dict[str, Any]:
    return {"key": [note.key for note in world.notes]}


def picked(world: World) -> dict[str, Any]:
    return {"pick": [note.key for note in world.notes]}


def addition(world: World) -> dict[str, Any]:
    return {"section": "why", "text": "The depot called."}


def the_long_way(world: World) -> dict[str, Any]:
    return {"way": "long"}


def the_short_way(world: World) -> dict[str, Any]:
    return {"way": "short"}


def something_else(world: World) -> dict[str, Any]:
    return {"because": "A neighbour's parcel."}


def lesson_form(world: World) -> dict[str, Any]:
    return {"lesson-sentence": "Call before the customer does.", "lesson-kind": "prevent"}


def story_form(world: World) -> dict[str, Any]:
    return {"title": "It never came", "letter": "It never came, and nobody called.", "based_on": "0"}


def first_version(world: World) -> dict[str, Any]:
    return {"seen": "1", "answer": "yes"}


def the_other_team(world: World) -> dict[str, Any]:
    return {"team": str(known(world.people["outsider"]).teams[0].pk)}


def thanks(world: World) -> dict[str, Any]:
    return {"words": "Thank you for ringing before she had to."}


def put_form(world: World) -> dict[str, Any]:
    return {
        "sentence": "Call before the customer does.",
        "kind": "prevent",
        "first_check_after": "30",
        "later_check_after": "90",
        "seen": seen_of(world.lesson),
    }


def an_action(world: World) -> dict[str, Any]:
    return {"action1-what": "A line in the call list", "action1-owner": known(world.people["member"]).pk}


def handed_to_the_lead(world: World) -> dict[str, Any]:
    return {"hand_on-to": known(world.people["lead"]).pk}


def declined(world: World) -> dict[str, Any]:
    return {"decline-because": "I am away."}


def begun(world: World) -> dict[str, Any]:
    return {"begin-because": "The hearing is tomorrow."}


def moved(world: World) -> dict[str, Any]:
    later = timezone.localdate() + timedelta(days=9)
    return {"move-to": later.isoformat(), "move-because": "The part comes later."}


def given_up(world: World) -> dict[str, Any]:
    return {"let_go-because": "The till is gone."}


def strong(world: World) -> dict[str, Any]:
    return {"strength-strength": "system"}


def check_form(world: World) -> dict[str, Any]:
    return {"finding": "holds"}


def letter_form(world: World) -> dict[str, Any]:
    return {
        "text": "The sofa came late again.",
        "kind": "complaint",
        "team": world.team.pk,
        "received_on": "2026-03-02",
        "form_key": str(uuid4()),
    }


def edited(world: World) -> dict[str, Any]:
    return {"title": "The sofa", "received_on": "2026-03-02", "kind": "complaint"}


def point_form(world: World) -> dict[str, Any]:
    return {"quote": "Nobody calls.", "polarity": "bad"}


def promise_form(world: World) -> dict[str, Any]:
    soon = timezone.localdate() + timedelta(days=7)
    return {"what": "A call", "owner": known(world.people["manager"]).pk, "due_on": soon.isoformat()}


def a_paper(world: World) -> dict[str, Any]:
    return {"papers": a_photo()}


def outcome(world: World) -> dict[str, Any]:
    return {"outcome": "kept"}


def an_export(world: World) -> dict[str, Any]:
    return {"what": "letters", "format": "csv"}


def a_question(world: World) -> dict[str, Any]:
    return {"place": "letters", "query": "kind=complaint", "name": "Complaints"}


def a_name(world: World) -> dict[str, Any]:
    return {"name": "Late sofas"}
