"""Telling the demo story: every letter, debrief and lesson comes about by the same verbs that people's presses call.

All moments lie in the past of the moment it is told at, so timelines, due days and reminders are those of a team that
has worked like this for three months.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from incidents.intake import Sorted, log_letter, receive
from incidents.models import Customer, Effect, Factor, Incident, Kind, Original, Polarity, Stage, Theme, WayIn
from incidents.papers import keep_paper
from incidents.passages import add_point
from incidents.recovery import finish_step, make_promise, settle_promise
from lessons.holding.looking import look_at
from lessons.learning import (
    PlannedAction,
    confirm_held,
    draw_lesson,
    drop,
    keep_trying,
    report_relapse,
)
from lessons.models import Lesson, LessonKind, Strength
from overview.demo.doing import answer, do_too, expect
from overview.demo.papers import draw_paper
from overview.demo.story import Cast, Drawn, Letter, Look, Person, read_cast, read_letters
from overview.demo.talks import Talk
from overview.demo.told import Told, tell_story
from people.looking import have_read
from people.models import Membership, Page, Team, User
from rankless.alone.gathering import refresh_progress
from rankless.models import Debrief

PASSWORD = "demo"
LEADS_LOOKED = timedelta(weeks=3)
"""Before the day it is told: whoever opens the story as a lead finds something new."""
NOT_SETTLED_YET = timedelta(weeks=2)
LOGGED_AT, WORKED_AT, AGREED_AT = time(9, 40), time(14, 15), time(16, 5)


def is_told() -> bool:
    """Whether the story is in the database already."""
    return Original.objects.filter(way_in=WayIn.DEMO, team__name__in=read_cast().teams).exists()


@transaction.atomic
def tell(*, at: datetime) -> None:
    """Tell the whole story as of the moment `at`, or nothing of it."""
    cast = read_cast()
    teller = Teller(at=at, people=gather(cast), teams={team.name: team for team in Team.objects.all()})
    for letter in read_letters():
        teller.tell_letter(letter)
    for moment, lesson, look in sorted(teller.looks, key=lambda each: each[0]):
        teller.tell_look(lesson, look, at=moment)
    for lesson, told in teller.told:
        lesson.refresh_from_db()
        tell_story(lesson, told, at=at)
    for lesson, drawn in teller.shown:
        lesson.refresh_from_db()
        do_too(lesson, teams=drawn.done_too, proposed_to=drawn.proposed_to, at=at)
    teller.bring_latest_letters()
    refresh_progress()
    for person in User.objects.leading([team.pk for team in teller.teams.values()]).distinct():
        have_read(person, Page.LESSONS, on=(at - LEADS_LOOKED).date())


def gather(cast: Cast) -> dict[str, User]:
    """Make the teams, people and themes of the story; whoever is there already stays as they are."""
    for name in cast.teams:
        Team.objects.get_or_create(name=name)
    for name in cast.themes:
        Theme.objects.get_or_create(name=name)
    password = make_password(PASSWORD)
    return {person.key: make_person(person, password=password) for person in cast.people}


def make_person(person: Person, *, password: str) -> User:
    """One demo person with their memberships. The password is hashed once for all of them: hashing is slow on purpose."""
    user, _is_new = User.objects.get_or_create(
        email=person.email,
        defaults={
            "name": person.name,
            "is_administrator": person.is_administrator,
            "is_demo": True,
            "password": password,
        },
    )
    for team in Team.objects.filter(name__in=person.teams):
        roles = {"is_manager": team.name in person.manages, "is_lead": team.name in person.leads}
        Membership.objects.get_or_create(user=user, team=team, defaults=roles)
    return user


@dataclass
class Teller:
    """Knows who is who and what day it is; `looks`, `told` and `shown` wait until all letters are told."""

    at: datetime
    people: dict[str, User]
    teams: dict[str, Team]
    incidents: dict[str, Incident] = field(default_factory=dict)
    looks: list[tuple[datetime, Lesson, Look]] = field(default_factory=list)
    told: list[tuple[Lesson, Told]] = field(default_factory=list)
    shown: list[tuple[Lesson, Drawn]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stages = {stage.name: stage for stage in Stage.objects.all()}
        self.factors = {factor.name: factor for factor in Factor.objects.all()}

    def tell_letter(self, letter: Letter) -> None:
        team = self.teams[letter.team]
        logged_on = team.working_days.add(self._today(team), -letter.ago)
        at = self._moment(logged_on, LOGGED_AT, team)
        manager = User.objects.managing([team.pk]).earliest("pk")
        original = receive(text=letter.text, team=team, by=manager, at=at, way_in=WayIn.DEMO)
        if letter.paper:
            keep_paper(original, draw_paper(letter.text, letter.paper))
        if not letter.kind:
            return
        incident = self._log(letter, original, by=manager, at=at)
        self.incidents[letter.name] = incident
        self._mark_points(letter, incident)
        self._look_after_customer(letter, incident, by=manager)
        self._tell_debrief(letter, incident.debrief)

    def tell_look(self, lesson: Lesson, look: Look, *, at: datetime) -> None:
        """A check by a lead, or a later letter that shows whether the lesson holds."""
        incident = self.incidents[look.letter] if look.letter else None
        lesson.refresh_from_db()
        lead = User.objects.leading([lesson.team_id]).earliest("pk")
        if look.outcome == "held":
            confirm_held(lesson, at=at, by=lead, note=look.note, incident=incident)
        elif look.outcome == "relapsed":
            report_relapse(lesson, at=at, by=lead, note=look.note, incident=incident)
        elif look.outcome == "trying":
            keep_trying(lesson, at=at, by=lead, note=look.note)
        elif look.outcome == "dropped":
            drop(lesson, reason=look.note, at=at, by=lead)
        else:
            raise ValueError(look.outcome)

    def bring_latest_letters(self) -> None:
        """To the lessons they may say something about, as the bell would have done; nobody has settled it yet."""
        for incident in self.incidents.values():
            if incident.received_on > (self.at - NOT_SETTLED_YET).date():
                look_at(incident, at=self.at)

    def _log(self, letter: Letter, original: Original, *, by: User, at: datetime) -> Incident:
        sorted_as = Sorted(
            kind=Kind(letter.kind),
            team=original.team,
            received_on=original.team.day_of(at),
            title=letter.title,
            customer=self._customer(letter, original.team),
            channel=letter.channel,
            stage=self.stages[letter.stage] if letter.stage else None,
            themes=[Theme.objects.get(name=name) for name in letter.themes],
        )
        return log_letter(original=original, sorted_as=sorted_as, by=by, at=at)

    def _customer(self, letter: Letter, team: Team) -> Customer | None:
        if letter.customer is None:
            return None
        contact = {"phone": letter.customer.phone, "email": letter.customer.email}
        customer, _is_new = Customer.objects.get_or_create(team=team, name=letter.customer.name, defaults=contact)
        return customer

    def _mark_points(self, letter: Letter, incident: Incident) -> None:
        for said in letter.points:
            add_point(
                incident=incident,
                quote=said.quote,
                polarity=Polarity(said.polarity),
                stage=self.stages[said.stage] if said.stage else None,
                factor=self.factors[said.factor] if said.factor else None,
                effect=Effect(said.effect) if said.effect else None,
            )

    def _look_after_customer(self, letter: Letter, incident: Incident, *, by: User) -> None:
        for done in letter.steps:
            step = incident.recovery_steps.get(step=done.step)
            finish_step(step, by=by, at=self._after(incident, done.after), note=done.note)
        for promised in letter.promises:
            promise = make_promise(
                incident=incident,
                what=promised.what,
                owner=self.people[promised.owner],
                due_on=incident.team.working_days.add(_logged_on(incident), promised.due),
                by=by,
                at=self._after(incident, promised.made),
            )
            settled = promised.kept if promised.kept is not None else promised.broken
            if settled is not None:
                is_kept = promised.kept is not None
                settle_promise(promise, is_kept=is_kept, by=by, at=self._after(incident, settled))

    def _tell_debrief(self, letter: Letter, debrief: Debrief) -> None:
        written = letter.debrief
        talk = Talk(debrief=debrief, written=written, people=self.people, stages=self.stages, until=self.at)
        talk.tell_up_to_the_texts()
        if written.complete is not None:
            done_at = self._after(debrief.incident, written.complete, AGREED_AT)
            for drawn in letter.lessons:
                self._draw(drawn, debrief, at=done_at)
            talk.stand_behind(has_lesson=bool(letter.lessons), at=done_at)
            talk.look_back()
        if written.in_the_way:
            talk.say_what_is_in_the_way()
        if written.reopened is not None:
            talk.reopen(reason=written.reopened.because, at=self._after(debrief.incident, written.reopened.after))

    def _draw(self, drawn: Drawn, debrief: Debrief, *, at: datetime) -> None:
        team = debrief.incident.team
        day, days = team.day_of(at), team.working_days
        lesson = draw_lesson(
            debrief=debrief,
            sentence=drawn.sentence,
            kind=LessonKind.fitting(debrief.incident.kind),
            at=at,
            stage=self.stages[drawn.stage] if drawn.stage else None,
            actions=[
                PlannedAction(
                    work.what,
                    self.people[work.owner],
                    days.add(day, work.due),
                    Strength(work.strength) if work.strength else None,
                )
                for work in drawn.actions
            ],
        )
        for work in drawn.actions:
            done_on = None if work.done is None else days.add(day, work.done)
            done_at = self._moment(done_on, WORKED_AT, team) if done_on else None
            answer(lesson.actions.get(what=work.what), work, drawn_at=at, done_at=done_at, until=self.at)
        if drawn.expected:
            expect(lesson, drawn.expected, at=at, by=self.people[drawn.actions[0].owner])
        if drawn.done_too or drawn.proposed_to:
            self.shown.append((lesson, drawn))
        if drawn.told:
            self.told.append((lesson, drawn.told))
        for look in drawn.looks:
            self.looks.append((self._moment(days.add(day, look.after), WORKED_AT, team), lesson, look))

    def _today(self, team: Team) -> date:
        """Today, or the Friday before a weekend: teams work on working days."""
        return team.working_days.on_or_before(team.day_of(self.at))

    def _after(self, incident: Incident, days: int, hour: time = WORKED_AT) -> datetime:
        return self._moment(incident.team.working_days.add(_logged_on(incident), days), hour, incident.team)

    def _moment(self, day: date, hour: time, team: Team) -> datetime:
        """That hour of that day; today's later hours have not come yet, so nothing is later than now."""
        return min(datetime.combine(day, hour, tzinfo=team.zone).astimezone(UTC), self.at)


def _logged_on(incident: Incident) -> date:
    return incident.team.day_of(incident.logged_at)
