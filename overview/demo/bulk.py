"""Any amount of letters, with all that hangs on them, to measure the product with.

The same seed gives the same letters on the same day. They are written in batches, so that memory does not grow with
their number. Two years, 20 teams, 200 people; six letters of ten are debriefed, most of them by notes that came first, and
what is open is reminded of in the days to come, as it would be after two years of work.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, reset_queries, transaction

from incidents.models import Customer, Factor, Stage, Theme
from lessons.holding.looking import forget_unseen
from overview.demo import wording
from overview.demo.ground import Ground, TeamGround
from overview.demo.rows import write_batch
from overview.demo.story import read_cast
from overview.demo.telling import PASSWORD
from people.models import Membership, Team, User
from rankless.afterwards import FEWEST_ANSWERS
from rankless.models import TeamPulse
from tallies.upgrading import not_counting

TEAMS, PEOPLE, DAYS = 20, 200, 730
LETTERS_PER_CUSTOMER = 3
BATCH = 1_000
RARE_LETTERS = 10
SHARED_LETTERS, SHARED_AT_LEAST_EVERY = 1_000, 12
"""Somebody decides to show a practice to others, so there are some hundreds of them, however many letters came."""


SAY_WHAT_TAUGHT = """
    INSERT INTO lessons_lesson_points (lesson_id, point_id)
    SELECT lesson.id, point.id FROM lessons_lesson lesson
    JOIN rankless_debrief debrief ON debrief.id = lesson.debrief_id
    JOIN incidents_point point ON point.incident_id = debrief.incident_id AND point.start IS NOT NULL
    WHERE NOT EXISTS (SELECT 1 FROM lessons_lesson_points known WHERE known.lesson_id = lesson.id)"""
"""Lessons come from the passages of their letter. Said once at the end, when the rows have their numbers."""


def is_filled() -> bool:
    """Whether made-up letters were loaded before."""
    return Team.objects.filter(name=_team_name(0)).exists()


def fill(*, letters: int, seed: int, at: datetime) -> Iterator[int]:
    """Write that many letters of the two years before `at`; yields how many there are after each batch."""
    chance = Random(seed)
    until = datetime.combine(at.astimezone(UTC).date(), time(0), tzinfo=UTC)
    ground = _prepare(chance, letters=letters, until=until)
    with not_counting(), _collecting_by_hand() as collect:
        for first in range(0, letters, BATCH):
            last = min(first + BATCH, letters)
            moments = [_received(chance, number, letters, until) for number in range(first, last)]
            with transaction.atomic():
                write_batch(moments, first=first, chance=chance, ground=ground)
            # While DEBUG is on every statement is remembered, with all its letters.
            reset_queries()
            collect()
            yield last
    forget_unseen(at=at)
    with connection.cursor() as cursor:
        cursor.execute(SAY_WHAT_TAUGHT)
        cursor.execute("ANALYZE")


@contextmanager
def _collecting_by_hand() -> Iterator[Callable[[], object]]:
    """Looking for garbage again and again among rows that are all still needed takes a fifth of the time."""
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
        gc.unfreeze()


def _received(chance: Random, number: int, letters: int, until: datetime) -> datetime:
    """Letters come in evenly over the two years, oldest first, during office hours."""
    day = until - timedelta(days=DAYS - int(number * DAYS / letters))
    return day + timedelta(hours=chance.randint(7, 16), minutes=chance.randint(0, 59))


@transaction.atomic
def _prepare(chance: Random, *, letters: int, until: datetime) -> Ground:
    """Teams, people and customers; stages, factors and themes are those that are there."""
    teams = Team.objects.bulk_create(Team(name=_team_name(number)) for number in range(TEAMS))
    people = _make_people(teams)
    _make_pulses(chance, teams, letters=letters)
    customers = _make_customers(chance, teams, count=max(TEAMS, letters // LETTERS_PER_CUSTOMER))
    return Ground(
        until=until,
        teams={team.pk: TeamGround(team.pk, people[team.pk], customers[team.pk]) for team in teams},
        stages=list(Stage.objects.values_list("pk", flat=True)),
        factors=list(Factor.objects.values_list("pk", flat=True)),
        themes=list(Theme.objects.order_by("name").values_list("pk", flat=True)),
        rare_every=max(1, letters // RARE_LETTERS),
        shared_every=max(SHARED_AT_LEAST_EVERY, letters // SHARED_LETTERS),
    )


def _team_name(number: int) -> str:
    return f"Branch {number + 1:02}"


def _make_people(teams: list[Team]) -> dict[int, list[int]]:
    """Ten to a team: the first manages it, the third leads it. The demo's own four sit in the first team."""
    password = make_password(PASSWORD)
    here = set(User.objects.values_list("email", flat=True))
    headline = [person for person in read_cast().people[:4] if person.email not in here]
    people = [
        User(name=person.name, email=person.email, is_administrator=person.is_administrator) for person in headline
    ]
    people += [
        User(name=f"Person {number:03}", email=f"person{number:03}@demo.test")
        for number in range(len(people) + 1, PEOPLE + 1)
    ]
    for person in people:
        person.is_demo, person.password = True, password
    User.objects.bulk_create(people)
    by_team: dict[int, list[int]] = {team.pk: [] for team in teams}
    memberships = []
    for number, person in enumerate(people):
        team, place = teams[number * TEAMS // PEOPLE], number % (PEOPLE // TEAMS)
        memberships.append(Membership(user=person, team=team, is_manager=place == 0, is_lead=place == 2))
        by_team[team.pk].append(person.pk)
    Membership.objects.bulk_create(memberships)
    return by_team


def _make_pulses(chance: Random, teams: list[Team], *, letters: int) -> None:
    """What each team answered over the two years: nearly all could say what mattered."""
    answers = max(FEWEST_ANSWERS, letters // TEAMS)
    TeamPulse.objects.bulk_create(
        TeamPulse(
            team=team,
            answers=answers,
            could_say=int(answers * chance.uniform(0.7, 1)),
            come_again=int(answers * chance.uniform(0.7, 1)),
        )
        for team in teams
    )


def _make_customers(chance: Random, teams: list[Team], *, count: int) -> dict[int, list[int]]:
    by_team: dict[int, list[int]] = {team.pk: [] for team in teams}
    for first in range(0, count, BATCH):
        batch = [
            Customer(
                team=teams[number % TEAMS],
                name=" ".join(wording.words(chance, 2)).title(),
                phone=f"01632 {number:06}",
                email=f"customer{number}@example.com",
            )
            for number in range(first, min(first + BATCH, count))
        ]
        for customer in Customer.objects.bulk_create(batch):
            by_team[customer.team_id].append(customer.pk)
        reset_queries()
    return by_team
