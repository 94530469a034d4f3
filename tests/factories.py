"""Small functions that make what a test needs; every argument is a keyword and fills itself in when left out."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from incidents.intake import Sorted, log_letter, receive
from incidents.models import Customer, Incident, Kind, Original, Stage
from lessons.learning import PlannedAction, confirm_held, draw_lesson
from lessons.models import Action, Answer, Lesson, LessonKind
from lessons.sharing import share
from people.models import Membership, Team, User
from rankless.choosing import take_short_way
from rankless.models import Contribution, Debrief, Gathering, Part, Phase, Section, Way
from rankless.notes.weighing import cast, count_ballots, has_ballot, put_together
from rankless.opening import begin_gathering, pace_of
from rankless.texts.agreeing import stand_behind
from rankless.texts.writing import Typed, save_texts

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning: the moment things happen in tests unless they say otherwise."""

PASSWORD = "correct horse battery staple"

_number = itertools.count(1)


def make_team(*, name: str = "", time_zone: str = "UTC") -> Team:
    return Team.objects.create(name=name or f"Team {next(_number)}", time_zone=time_zone)


def make_person(
    *,
    name: str = "",
    email: str = "",
    team: Team | None = None,
    is_manager: bool = False,
    is_lead: bool = False,
    password: str | None = PASSWORD,
    **fields: Any,
) -> User:
    """Without `wants_weekly_letter` they get none, so that the mails a test counts are those it is about."""
    number = next(_number)
    fields.setdefault("wants_weekly_letter", False)
    person = User.objects.create_user(
        email or f"person{number}@example.com", password, name=name or f"Person {number}", **fields
    )
    if team:
        add_to_team(person=person, team=team, is_manager=is_manager, is_lead=is_lead)
    return person


def add_to_team(*, person: User, team: Team, is_manager: bool = False, is_lead: bool = False) -> Membership:
    return Membership.objects.create(user=person, team=team, is_manager=is_manager, is_lead=is_lead)


def make_customer(*, team: Team, name: str = "R. Okafor", phone: str = "", email: str = "") -> Customer:
    return Customer.objects.create(team=team, name=name, phone=phone, email=email)


def make_original(
    *, team: Team, text: str = "Three words only", by: User | None = None, at: datetime = MONDAY
) -> Original:
    """A letter that was kept and still waits to be sorted."""
    return receive(text=text, team=team, by=by, at=at)


def make_incident(
    *,
    team: Team | None = None,
    kind: Kind = Kind.COMPLAINT,
    text: str = "The sofa is late.\nNobody calls.",
    by: User | None = None,
    at: datetime = MONDAY,
    received_on: date | None = None,
    customer: Customer | None = None,
    stage: Stage | None = None,
    **fields: Any,
) -> Incident:
    """A letter logged as the form logs it, with its debrief and first point."""
    team = team or make_team()
    original = receive(text=text, team=team, by=by, at=at)
    sorted_as = Sorted(
        kind=kind, team=team, received_on=received_on or at.date(), customer=customer, stage=stage, **fields
    )
    return log_letter(original=original, sorted_as=sorted_as, by=by, at=at)


def write_sections(
    debrief: Debrief, *, what: str = "It was late.", why: str = "Nobody's task.", differently: str = "We call first."
) -> Debrief:
    """Write the three texts; of a debrief that still gathers notes, by taking the short way."""
    take_short_way(debrief.pk)
    debrief.refresh_from_db()
    texts = {Part.WHAT: what, Part.WHY: why, Part.DIFFERENTLY: differently}
    save_texts(debrief, {part: Typed(text, based_on=debrief.version_of(part)) for part, text in texts.items()})
    return debrief


def agree(debrief: Debrief, *, at: datetime = MONDAY) -> Debrief:
    """All stand behind the texts as they are now."""
    debrief.refresh_from_db()
    seen = {part: debrief.version_of(part) for part in Part}
    stand_behind(debrief, seen=seen, has_lesson=debrief.lessons.exists(), at=at)
    return debrief


def make_debrief(*, incident: Incident | None = None, is_complete: bool = False, **fields: Any) -> Debrief:
    """The debrief that opened with an incident; complete, if asked, a day after the incident was logged."""
    incident = incident or make_incident(**fields)
    debrief: Debrief = incident.debrief
    if is_complete:
        write_sections(debrief)
        agree(debrief, at=incident.logged_at + timedelta(days=1))
    return debrief


def make_notes(
    *,
    debrief: Debrief,
    what: Sequence[str] = (),
    why: Sequence[str] = (),
    differently: Sequence[str] = (),
    stage: Stage | None = None,
) -> list[Contribution]:
    """Notes as they lie there after the reveal, in the order of these arguments; `stage` is that of the first section."""
    texts = [(Section.WHAT, what), (Section.WHY, why), (Section.DIFFERENTLY, differently)]
    notes = [
        Contribution(debrief=debrief, section=section, text=text, stage=stage if section == Section.WHAT else None)
        for section, written in texts
        for text in written
    ]
    for note in notes:
        note.pile = note.key
    return Contribution.objects.bulk_create(notes)


def make_gathering(*, team: Team | None = None, people: int = 5, at: datetime = MONDAY, **fields: Any) -> Debrief:
    """A debrief in which at least `people` write alone, whether or not so few would have begun with the short way."""
    team = team or make_team()
    for _ in range(people - team.memberships.count()):
        make_person(team=team)
    debrief = make_debrief(team=team, at=at, **fields)
    if not debrief.is_gathering:
        Debrief.objects.filter(pk=debrief.pk).update(way=Way.LONG, phase=Phase.GATHER)
        debrief.refresh_from_db()
        begin_gathering(debrief, pace=pace_of(team), at=at)
    return debrief


def make_revealed(
    *,
    team: Team | None = None,
    people: int = 5,
    phase: Phase = Phase.REVEAL,
    hand_ins: int | None = None,
    **fields: Any,
) -> Debrief:
    """A debrief that went the long way up to `phase`, with `people` in its team and no notes yet."""
    team = team or make_team()
    for _ in range(people - team.memberships.count()):
        make_person(team=team)
    debrief = make_debrief(team=team, **fields)
    Gathering.objects.filter(debrief=debrief).delete()
    handed_in = people if hand_ins is None else hand_ins
    Debrief.objects.filter(pk=debrief.pk).update(way=Way.LONG, phase=phase, hand_ins=handed_in)
    debrief.refresh_from_db()
    return debrief


def make_counted(*, team: Team | None = None, **fields: Any) -> Debrief:
    """A debrief whose notes were put together, voted on and counted; its texts begin with them."""
    debrief = make_revealed(team=team, phase=Phase.WEIGH, **fields)
    notes = make_notes(
        debrief=debrief, what=["It was late.", "Nobody called.", "No call came."], why=["Nobody's task."]
    )
    put_together(debrief, [note.key for note in notes[1:3]])
    if has_ballot(debrief):
        first, *others = debrief.voices.filter(person__is_active=True)
        cast(debrief, first, [notes[1].key, notes[3].key])
        for voice in others:
            cast(debrief, voice, [])
    count_ballots(debrief)
    debrief.refresh_from_db()
    return debrief


def make_standing(*, at: datetime = MONDAY, **fields: Any) -> Debrief:
    """A debrief on the long way that all stand behind, with a lesson; anybody may still object."""
    debrief = write_sections(make_revealed(phase=Phase.AGREE, **fields))
    save_texts(debrief, {Part.OTHER_SIDE: Typed("The driver was kind.", based_on=0)})
    make_lesson(debrief=debrief, sentence="We call first.")
    return agree(debrief, at=at)


def make_lesson(
    *,
    debrief: Debrief | None = None,
    sentence: str = "",
    kind: LessonKind = LessonKind.PREVENT,
    at: datetime = MONDAY,
    actions: list[PlannedAction] | None = None,
    stage: Stage | None = None,
) -> Lesson:
    return draw_lesson(
        debrief=debrief or make_debrief(),
        sentence=sentence or f"Say the new date before the customer asks ({next(_number)}).",
        kind=kind,
        at=at,
        actions=actions,
        stage=stage,
    )


def make_action(
    *,
    owner: User,
    lesson: Lesson | None = None,
    what: str = "Move the task",
    due_on: date | None = None,
    answer: Answer = Answer.ACCEPTED,
) -> Action:
    """One that its owner has taken on, unless it is asked for."""
    lesson = lesson or make_lesson()
    return Action.objects.create(
        lesson=lesson,
        team_id=lesson.team_id,
        what=what,
        owner=owner,
        due_on=due_on or lesson.drawn_on + timedelta(days=7),
        answer=answer,
        asked_on=lesson.drawn_on,
        remind_at=MONDAY,
    )


def make_norm(*, team: Team, sentence: str = "", is_shared: bool = False, at: datetime = MONDAY) -> Lesson:
    """A lesson of this team that somebody checked."""
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team, at=at)), sentence=sentence, at=at)
    confirm_held(lesson, at=at)
    if is_shared:
        share(lesson, at=at, by=make_person(team=team, is_lead=True))
    return lesson
