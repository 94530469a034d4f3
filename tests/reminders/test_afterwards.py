"""What a debrief agreed on is told once, to all in the same words; only one's own desk knows who has answered."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail

import reminders
from incidents.models import Kind
from incidents.recovery import make_promise
from lessons.models import Adoption
from overview.desk import desk_of
from rankless import afterwards
from rankless.afterwards import answer, close_due
from rankless.models import Debrief, Phase, Voice, Way
from rankless.texts.agreeing import reopen
from rankless.together.inviting import invite
from reminders import sweep as ringing
from reminders.awaiting.due import awaited_of
from reminders.awaiting.things import KINDS
from reminders.awaiting.things.debriefs import ASKED_ON_THE_LONG_WAY
from reminders.mailing.telling import Teller
from reminders.models import Notice, State, Subject
from reminders.sweep import sweep
from stories.telling import Words, write_story
from tests.factories import (
    MONDAY,
    agree,
    make_action,
    make_debrief,
    make_incident,
    make_lesson,
    make_original,
    make_person,
    make_team,
)
from tests.kinds import EACH_KIND
from tests.reminders.conftest import utc

pytestmark = pytest.mark.django_db

WEDNESDAY_MORNING = utc(2026, 3, 4, 8)


@pytest.fixture
def people(team):
    return [make_person(team=team, name=name) for name in ("Ana", "Bo", "Cy")]


def make_done(team, kind=Kind.COMPLAINT):
    """Completed on Tuesday the 3rd of March, so that answers are taken until Tuesday the 10th."""
    return make_debrief(incident=make_incident(team=team, kind=kind), is_complete=True)


def voice_of(debrief, person) -> Voice:
    return debrief.voices.get(person=person)


def ring_through(first, last, *, every=timedelta(hours=1)):
    at = first
    while at <= last:
        sweep(at=at)
        at += every


def without_tokens(text):
    """Every mail bears links of its own, made by chance."""
    return re.sub(r"/accounts/link/[\w-]{32}/", "/accounts/link/…/", text)


def notices():
    return list(Notice.objects.filter(subject=Subject.AFTERWARDS).order_by("pk"))


@pytest.mark.parametrize("kind", EACH_KIND)
def test_everybody_invited_is_told_once_in_the_same_words(team, people, kind):
    debrief = make_done(team, kind)
    answer(voice_of(debrief, people[0]), could_say=True, come_again=True)
    ring_through(utc(2026, 3, 3, 10), utc(2026, 3, 20, 10), every=timedelta(hours=12))
    assert [(notice.step, notice.state) for notice in notices()] == [("invitation", State.SENT)] * 3
    told = [message for message in mail.outbox if "Agreed: read what changes, and answer two questions" in message.body]
    assert sorted(message.to[0] for message in told) == sorted(person.email for person in people)
    assert len({without_tokens(message.body) for message in told}) == 1
    assert told[0].body.count("If you have answered, nothing is left for you to do.") == 1
    assert "whoever has written or answered" in told[0].body


def test_a_mail_lists_it_whether_its_reader_has_answered_or_not_and_a_desk_does_not(team, people):
    debrief = make_done(team)
    answer(voice_of(debrief, people[0]), could_say=True, come_again=True)
    on = WEDNESDAY_MORNING.date()
    in_mails = [Teller(on=on).lines(awaited_of(person, on=on).things) for person in people[:2]]
    assert in_mails[0] == in_mails[1]
    assert [line.asks for line in in_mails[0]] == ["Agreed: read what changes, and answer two questions"]
    assert [len(desk_of(person, on=on).lines) for person in people[:2]] == [0, 1]


@pytest.mark.parametrize("bits", [1, 62])
def test_a_desk_asks_whoever_was_invited_and_nobody_else_however_many_share_a_bit(team, people, monkeypatch, bits):
    monkeypatch.setattr(afterwards, "BITS", bits)
    helper, stranger, on = make_person(), make_person(), WEDNESDAY_MORNING.date()
    debrief = make_done(team)
    reopen(debrief, reason="Another letter came.", at=MONDAY + timedelta(days=1))
    invite(debrief, helper)
    agree(debrief, at=MONDAY + timedelta(days=1))
    assert [len(desk_of(person, on=on).lines) for person in (*people, helper, stranger)] == [1, 1, 1, 1, 0]


def test_however_many_are_invited_their_bits_fit_the_column_and_hold_the_bit_of_each():
    everybody = range(1, 500)
    assert 0 < afterwards.bits_of(everybody) < 2**63
    assert all(afterwards.bits_of([person]) & afterwards.bits_of(everybody) for person in everybody)


def test_it_is_never_late(team, people):
    debrief = make_done(team)
    due_on = debrief.afterwards.due_on
    assert [thing.is_late(on=due_on) for thing in awaited_of(people[0], on=due_on).things] == [False]
    assert awaited_of(people[0], on=due_on + timedelta(days=1)).things == ()


def test_it_ends_when_answers_are_counted_and_while_the_debrief_is_open_again(team, people):
    debrief, on = make_done(team), WEDNESDAY_MORNING.date()
    reopen(debrief, reason="Another letter came.", at=MONDAY + timedelta(days=1))
    assert [thing.subject for thing in awaited_of(people[0], on=on).things] == [Subject.DEBRIEF]
    other = make_done(team)
    close_due(at=utc(2026, 3, 12))
    assert Subject.AFTERWARDS not in [thing.subject for thing in awaited_of(people[0], on=on).things]
    assert not Notice.objects.filter(subject_id=other.pk).exists()


def test_what_is_open_again_tells_nobody_and_does_not_hold_up_the_bell(team, people):
    debrief = make_done(team)
    reopen(debrief, reason="Another letter came.", at=utc(2026, 3, 3, 10))
    sweep(at=WEDNESDAY_MORNING)
    assert notices() == []
    debrief.afterwards.refresh_from_db()
    assert debrief.afterwards.remind_at > WEDNESDAY_MORNING
    agree(debrief, at=utc(2026, 3, 4, 15))
    ring_through(utc(2026, 3, 4, 16), utc(2026, 3, 6, 10))
    assert [(notice.step, notice.state) for notice in notices()] == [("invitation", State.SENT)] * 3


@pytest.mark.parametrize("things", KINDS, ids=lambda things: things.subject.value)
def test_whatever_has_a_next_moment_is_planned(team, people, things):
    """A row that planning finds and does not move on would be found again without end."""
    manager = make_person(team=team, is_manager=True, is_lead=True)
    reopen(make_done(team), reason="Another letter came.", at=utc(2026, 3, 3, 10))
    lesson = make_lesson(debrief=make_done(team))
    make_action(owner=manager, lesson=lesson)
    write_story(lesson, Words("", f"{people[0].name} was kind.", "", customer_agreed=False), by=manager, at=MONDAY)
    make_original(team=team)
    make_promise(
        incident=make_incident(team=team), what="Call", owner=manager, due_on=MONDAY.date(), by=None, at=MONDAY
    )
    asked = {"proposed_on": MONDAY.date(), "due_on": MONDAY.date(), "remind_at": MONDAY}
    Adoption.objects.create(lesson=lesson, team=make_team(), **asked)
    waiting = things.model._default_manager.filter(remind_at__isnull=False)
    assert waiting.exists()
    assert {row.pk for row in things.rows()} >= set(waiting.values_list("pk", flat=True))


@pytest.mark.parametrize("kind", EACH_KIND)
@pytest.mark.parametrize("phase", ASKED_ON_THE_LONG_WAY)
def test_what_a_debrief_asks_for_follows_from_its_phase_alone(team, people, phase, kind):
    debrief = make_debrief(incident=make_incident(team=team, kind=kind))
    Debrief.objects.filter(pk=debrief.pk).update(way=Way.LONG, phase=phase)
    marks = {"has_handed_in": True, "has_cast": True, "wants_reveal": True}
    Voice.objects.filter(debrief=debrief, person=people[0]).update(**marks)
    on = WEDNESDAY_MORNING.date()
    lines = [Teller(on=on).lines(awaited_of(person, on=on).things) for person in people]
    assert lines[0] == lines[1] == lines[2]
    [line] = lines[0]
    assert line.asks == str(ASKED_ON_THE_LONG_WAY[phase])
    assert line.url.endswith("#what") is (phase in {Phase.GATHER, Phase.AGREE})
    [desk_line] = desk_of(people[0], on=on).lines
    assert desk_line.hint == ("nothing written yet" if phase == Phase.AGREE else line.asks)


def test_while_texts_wait_for_objections_all_are_asked_to_read_them(team, people):
    debrief = make_debrief(incident=make_incident(team=team))
    Debrief.objects.filter(pk=debrief.pk).update(way=Way.LONG, phase=Phase.AGREE, objections_until=MONDAY)
    on = WEDNESDAY_MORNING.date()
    lines = [Teller(on=on).lines(awaited_of(person, on=on).things) for person in people]
    assert lines[0] == lines[1] == lines[2]
    assert lines[0][0].asks == "Read the texts; object if you cannot stand behind them"
    assert lines[0][0].url.endswith(debrief.get_absolute_url())


def test_nothing_in_reminders_knows_the_marks_of_a_voice():
    """Who hosts is no secret: their name stands on the page of the debrief."""
    marks = {field.name for field in Voice._meta.fields} - {"id", "debrief", "person", "is_host"}
    assert "has_answered" in marks
    for path in Path(reminders.__file__).parent.rglob("*.py"):
        words = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        words |= {node.arg for node in ast.walk(tree(path)) if isinstance(node, ast.keyword) and node.arg}
        words |= {n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        said = {part for word in words for part in word.split("__")}
        assert not said & marks, path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


# The bell


def test_the_bell_tends_to_debriefs_before_it_plans(team, people, monkeypatch):
    seen = []
    monkeypatch.setattr(ringing, "tend", lambda *, at: seen.append((at, Notice.objects.count())))
    make_debrief(incident=make_incident(team=team))
    sweep(at=MONDAY)
    assert seen == [(MONDAY, 0)]
    assert Notice.objects.exists()


def test_no_reminder_waits_for_it_and_no_word_of_an_error_is_kept(team, people, monkeypatch, caplog):
    def fail(*, at):
        raise ValueError("what somebody wrote")

    monkeypatch.setattr(ringing, "tend", fail)
    make_debrief(incident=make_incident(team=team))
    assert sweep(at=MONDAY).planned == 3
    [record] = [record for record in caplog.records if record.name == "foundation.failures"]
    assert "ValueError" in str(record.msg)
    assert "what somebody wrote" not in caplog.text.replace('raise ValueError("what somebody wrote")', "")


def test_the_bell_counts_answers_whose_time_is_over(team, people):
    debrief = make_done(team)
    sweep(at=utc(2026, 3, 11, 12))
    debrief.afterwards.refresh_from_db()
    assert debrief.afterwards.closed_at
