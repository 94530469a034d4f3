"""One team with everything that can stand on a page, another team that must not see it, and everybody who might try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from PIL import Image

from exports.making import ask_for
from exports.models import Export, Format, What
from incidents.models import Attachment, Incident, Original, Point, Promise, RecoveryStep
from incidents.papers import keep_paper
from incidents.recovery import make_promise
from lessons.holding.settling import say_again
from lessons.models import Action, Lesson, Sighting
from lessons.sharing import take_up
from overview.models import KeptSearch
from people.absences import go_away
from people.models import Absence, Team, User
from rankless.models import Contribution, Phase
from rankless.together.guests import open_door
from reminders.mailing import outbox
from reminders.models import Call, Channel
from tests import factories
from tests.overview.keeping.made import make_kept
from tests.people.made import make_links
from tests.reminders.outlets.made import make_call, make_channel, make_webhook
from tests.stories.made import make_story

PEOPLE = ("anonymous", "outsider", "member", "manager", "lead", "administrator")
MISSING = 999_999_999


@dataclass(frozen=True)
class World:
    people: dict[str, User | None]
    sessions: dict[str, str]
    team: Team
    open_letter: Incident
    done_letter: Incident
    gathering_letter: Incident
    reading_letter: Incident
    weighing_letter: Incident
    standing_letter: Incident
    notes: list[Contribution]
    door: str
    paper: Attachment
    point: Point
    step: RecoveryStep
    promise: Promise
    original: Original
    kept_paper: Attachment
    lesson: Lesson
    shown_norm: Lesson
    said: Sighting
    lesson_being_told: Lesson
    lesson_told: Lesson
    export: Export
    action: Action
    channel: Channel
    call: Call
    mail: str
    link: str
    absence: Absence
    kept_search: KeptSearch


def known(person: User | None) -> User:
    """Somebody who has an account."""
    assert person is not None
    return person


def a_photo() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    return SimpleUploadedFile("letter.png", drawn.getvalue(), content_type="image/png")


def make_world() -> World:
    team, elsewhere = factories.make_team(name="Counter"), factories.make_team(name="Workshop")
    people = _everybody(team, elsewhere)
    customer = factories.make_customer(team=team, phone="+44 20 7946 0000", email="okafor@example.com")
    done = factories.make_debrief(
        incident=factories.make_incident(team=team, by=people["manager"], customer=customer), is_complete=True
    )
    lesson = factories.make_lesson(debrief=done)
    letter = factories.make_incident(team=team, by=people["manager"], customer=customer)
    original = factories.make_original(team=team, by=people["manager"])
    gathering = factories.make_gathering(team=team, people=3)
    reading, weighing = (
        factories.make_revealed(team=team, people=3, phase=phase) for phase in (Phase.REVEAL, Phase.WEIGH)
    )
    factories.make_notes(debrief=reading, what=["It was late."])
    return World(
        people=people,
        sessions={name: _session_of(person) for name, person in people.items() if person},
        team=team,
        open_letter=letter,
        done_letter=done.incident,
        gathering_letter=gathering.incident,
        reading_letter=reading.incident,
        weighing_letter=weighing.incident,
        standing_letter=factories.make_standing(team=team, people=3).incident,
        notes=factories.make_notes(debrief=weighing, what=["It was late.", "Nobody called."]),
        door=open_door(gathering),
        paper=keep_paper(letter.originals.get(), a_photo()),
        point=letter.points.get(),
        step=letter.recovery_steps.first(),
        promise=_a_promise(letter, by=known(people["manager"])),
        original=original,
        kept_paper=keep_paper(original, a_photo()),
        lesson=lesson,
        shown_norm=_a_norm_that_another_team_took_up(team, known(people["outsider"])),
        said=say_again(lesson, gathering.incident, at=factories.MONDAY),
        lesson_being_told=make_story(debrief=done).lesson,
        lesson_told=make_story(debrief=done, is_told=True).lesson,
        export=ask_for(
            What.LETTERS, Format.CSV, by=known(people["lead"]), teams=[team], since=None, at=factories.MONDAY
        ),
        action=factories.make_action(owner=people["member"], lesson=lesson),
        channel=make_channel(team=team),
        call=make_call(webhook=make_webhook(team=team)),
        mail=_a_mail_in_the_outbox(),
        link=_a_link_mailed_to(known(people["member"])),
        absence=_a_week_off(known(people["member"])),
        kept_search=make_kept(person=known(people["member"]), team=team),
    )


def _everybody(team: Team, elsewhere: Team) -> dict[str, User | None]:
    return {
        "anonymous": None,
        # as much as one can be in another team
        "outsider": factories.make_person(name="Outsider", team=elsewhere, is_manager=True, is_lead=True),
        "member": factories.make_person(name="Member", team=team),
        "manager": factories.make_person(name="Manager", team=team, is_manager=True),
        "lead": factories.make_person(name="Lead", team=team, is_lead=True),
        "administrator": factories.make_person(name="Administrator", is_administrator=True),
    }


def _session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _a_week_off(person: User) -> Absence:
    first = timezone.localdate() + timedelta(days=30)
    return go_away(person, first_day=first, last_day=first + timedelta(days=6), stand_in=None)


def _a_promise(letter: Incident, *, by: User) -> Promise:
    at = factories.MONDAY
    return make_promise(incident=letter, what="A new cover", owner=by, due_on=at.date(), by=by, at=at)


def _a_norm_that_another_team_took_up(team: Team, other: User) -> Lesson:
    norm = factories.make_norm(team=team, is_shared=True)
    take_up(norm, team=other.teams[0], at=factories.MONDAY, by=other)
    return norm


def _a_mail_in_the_outbox() -> str:
    mail = EmailMultiAlternatives("What awaits you", "One debrief.", to=["member@example.com"])
    mail.attach_alternative("<p>One debrief.</p>", "text/html")
    mail.send()
    return next(iter(outbox.names()))


def _a_link_mailed_to(person: User) -> str:
    """The token of a link that signs the person in."""
    return make_links(person, ["/letters/"], at=timezone.now())["/letters/"].split("/")[-2]
