"""Every page of the product in light and dark, on a desktop and on a phone: axe-core finds nothing, nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.accessibility import AXE, no_violations
from tests.browser.conftest import DESKTOP, PHONE, next_working_day
from tests.browser.windows import Window
from tests.rules.permissions import TABLE

Ids = dict[str, Any]

# Whatever the story holds, a page of each kind is opened where most stands on it, in the team of the demo people.
FIND = """(lambda team, first: {
 'letter': first(Incident.objects.filter(team=team, points__start__isnull=False).order_by('-pk')),
 'praise': first(Incident.objects.filter(team=team, kind='praise')),
 'open': first(Incident.objects.filter(team=team, debrief__completed_at=None).exclude(debrief__what='')),
 'empty': first(Incident.objects.filter(team=team, debrief__what='', debrief__why='', debrief__differently='')),
 'done': first(Incident.objects.filter(team=team, debrief__phase='complete')),
 'with_lesson': first(Incident.objects.filter(team=team, debrief__lessons__isnull=False)),
 'lesson': first(Lesson.objects.filter(team=team).exclude(status='dropped')),
 'relapsed': first(Lesson.objects.filter(team=team, status='relapsed')),
 'told': Story.objects.filter(team=team).exclude(told_on=None).values_list('lesson', flat=True).first(),
 'untold': first(Lesson.objects.filter(team=team, story=None, debrief__phase='complete').exclude(status='dropped')),
 'original': first(Original.objects.filter(team=team, outcome='to_sort')),
 'action': first(Action.objects.filter(owner__email='lead@demo.test', done_at=None)),
 'person': first(User.objects.filter(email='member@demo.test')),
 'team': team,
})(Team.objects.filter(memberships__user__email='member@demo.test').first().pk,
   lambda found: found.values_list('pk', flat=True).first())"""

# What the story does not stop at: notes that are being read and picked, and those behind a text.
MAKE = """(lambda f, team, stage: [
  f.make_notes(debrief=debrief, what=['It was late.', 'Nobody called.'], differently=['We call first.'], stage=stage)
  and debrief.incident_id
  for debrief in [f.make_revealed(team=team, phase=phase) for phase in ('reveal', 'weigh')]
] + [f.make_counted(team=team).incident_id])(
  __import__('tests.factories', fromlist=['make_counted']),
  Team.objects.filter(memberships__user__email='member@demo.test').first(), Stage.objects.first())"""

# What a member's mail leads to.
MAKE_LINK = """__import__('tests.people.made', fromlist=['make_links']).make_links(
  User.objects.get(email='member@demo.test'), ['/letters/'], at=__import__('django.utils.timezone', fromlist=['now']).now()
)['/letters/'].split('/')[-2]"""

MAKE_STOP = """__import__('reminders.weekly.stopping', fromlist=['LETTER']).LETTER.address(
  User.objects.get(email='member@demo.test')).split('/')[-2]"""

MAKE_STOP_MAILED = MAKE_STOP.replace("reminders.weekly.stopping", "overview.keeping.mailing").replace(
    "['LETTER']).LETTER.address(", "['STOP']).STOP.address("
)

# Notes that are being gathered, with the door open for guests.
MAKE_GATHERING = """(lambda debrief, open_door: [debrief.incident_id, open_door(debrief)])(
  __import__('tests.factories', fromlist=['make_gathering']).make_gathering(
    team=Team.objects.filter(memberships__user__email='member@demo.test').first()),
  __import__('rankless.together.guests', fromlist=['open_door']).open_door)"""

MAKE_EXPORT = """str(__import__('exports.making', fromlist=['ask_for']).ask_for(
  'letters', 'csv', by=User.objects.get(email='lead@demo.test'), since=None,
  teams=list(Team.objects.filter(memberships__user__email='lead@demo.test')[:1]),
  at=__import__('django.utils.timezone', fromlist=['now']).now()).key)"""

# A channel, and a webhook with calls of every outcome.
MAKE_OUTLETS = """(lambda m, team: [
  m.make_channel(team=team, trouble='It answered with 403.'),
  [m.make_call(webhook=hook, state=state, reason=reason, attempts=3)
   for hook in [m.make_webhook(team=team)] for state, reason in (('waiting', ''), ('failed', 'It answered with 500.'))],
  m.Webhook.objects.latest('pk').pk][-1])(
  __import__('tests.reminders.outlets.made', fromlist=['make_webhook']),
  Team.objects.filter(memberships__user__email='member@demo.test').first())"""

# Texts that all stand behind, and texts that somebody objected to.
MAKE_STANDING = """(lambda f, objecting, now, team: [
  [objecting.object_to(debrief, reason='Nobody asked the depot.', key='a') for _ in [0] if is_objected]
  and objecting.open_objections() or debrief.incident_id
  for is_objected in (False, True) for debrief in [f.make_standing(team=team, at=now)]
])(
  __import__('tests.factories', fromlist=['make_standing']), __import__('rankless.texts.objecting', fromlist=['object_to']),
  __import__('django.utils.timezone', fromlist=['now']).now(),
  Team.objects.filter(memberships__user__email='member@demo.test').first())"""


# What was said of a letter, perhaps by mistake.
MAKE_SAID = """(lambda m, team: m.Sighting.objects.create(
  lesson=m.Lesson.objects.filter(team=team, status='norm').first(), incident=Incident.objects.filter(team=team).first(),
  team_id=team.pk, looks_like='relapse', found_on='2026-03-02', state='confirmed', stood_at='norm').pk)(
  __import__('lessons.models', fromlist=['Sighting']),
  Team.objects.filter(memberships__user__email='member@demo.test').first())"""


MAKE_KEPT = """(lambda make, member, lead, team: [
  make(person=lead, team=team, query='q=door', name='Doors'), make(person=member, team=team).pk][-1])(
  __import__('tests.overview.keeping.made', fromlist=['make_kept']).make_kept,
  User.objects.get(email='member@demo.test'), User.objects.get(email='lead@demo.test'),
  Team.objects.filter(memberships__user__email='member@demo.test').first())"""


# An action that its owner is not asked for yet, of a letter that is done.
MAKE_RESTING = """(lambda now, lead, lesson, day: [
  Action.objects.create(lesson=lesson, team=lesson.team, owner=lead, what='Move the task', due_on=day(9), asked_on=day(2),
    rests_until=day(2), remind_at=now).pk, lesson.pk, lesson.debrief.incident_id])(
  __import__('django.utils.timezone', fromlist=['now']).now(), User.objects.get(email='lead@demo.test'),
  Lesson.objects.filter(team__memberships__user__email='member@demo.test', debrief__phase='complete').last(),
  lambda days: __import__('datetime').date.today() + __import__('datetime').timedelta(days))"""


def at(name: str, *keys: str, query: str = "") -> Callable[[Ids], str]:
    return lambda ids: reverse(name, args=[ids[key] for key in keys]) + query


# what it is, who opens it, where
PAGES: dict[str, list[tuple[str | None, Callable[[Ids], str]]]] = {
    "account_login": [(None, at("account_login"))],
    "account_link": [(None, at("account_link", "link")), ("lead", at("account_link", "link"))],
    "account_signup": [(None, at("account_signup"))],
    "account_logout": [("member", at("account_logout"))],
    "account_inactive": [(None, at("account_inactive"))],
    "account_reauthenticate": [("member", at("account_reauthenticate"))],
    "account_change_password": [("member", at("account_change_password"))],
    "account_reset_password": [(None, at("account_reset_password"))],
    "account_reset_password_done": [(None, at("account_reset_password_done"))],
    "account_reset_password_from_key": [(None, lambda ids: "/accounts/password/reset/key/1-spent-link/")],
    "account_reset_password_from_key_done": [(None, at("account_reset_password_from_key_done"))],
    "people:settings": [("member", at("people:settings"))],
    "people:hours": [("member", at("people:hours"))],
    "people:absences": [("member", at("people:absences"))],
    "people:people": [("administrator", at("people:people"))],
    "people:new-person": [("administrator", at("people:new-person"))],
    "people:person": [("administrator", at("people:person", "person"))],
    "people:new-team": [("administrator", at("people:new-team"))],
    "people:team": [("administrator", at("people:team", "team"))],
    "overview:desk": [(person, at("overview:desk")) for person in ("manager", "member", "lead", "administrator")],
    "overview:letters": [
        ("manager", at("overview:letters")),
        ("lead", at("overview:letters", query="?kind=complaint&late=1")),
    ],
    "overview:to-sort": [("manager", at("overview:to-sort"))],
    "overview:letter": [
        ("manager", at("overview:letter", "letter")),
        ("member", at("overview:letter", "praise")),
        ("member", at("overview:letter", "resting_letter")),
    ],
    "overview:alike": [("member", at("overview:alike", "letter"))],
    "overview:debrief": [
        *[
            ("member", at("overview:debrief", key))
            for key in ("open", "empty", "done", "gathering", "reading", "weighing", "counted", "standing", "objected")
        ],
        ("member", at("overview:debrief", "standing", query="?change=1")),
        ("member", at("overview:debrief", "weighing", query="?step=votes")),
        ("member", at("overview:debrief", "weighing", query="?step=count")),
    ],
    "overview:reopen": [("member", at("overview:reopen", "done"))],
    "rankless:add": [("member", at("rankless:add", "done"))],
    "rankless:notes": [("member", at("rankless:notes", "counted"))],
    "rankless:people": [("member", at("rankless:people", key)) for key in ("gathering", "reading", "done")],
    "rankless:meeting": [("member", at("rankless:meeting", key)) for key in ("gathering", "reading", "open", "done")],
    "rankless:join-form": [(None, at("rankless:join-form"))],
    "rankless:join": [(None, at("rankless:join", "door"))],
    "overview:afterwards": [("member", at("overview:afterwards", "done"))],
    "overview:opening-line": [("lead", at("overview:opening-line", "empty"))],
    "overview:pace": [("lead", at("overview:pace", "team"))],
    "reminders:team": [("lead", at("reminders:team", "team"))],
    "reminders:in-the-way": [("member", at("reminders:in-the-way", "gathering"))],
    "reminders:put-off": [("lead", lambda ids: reverse("reminders:put-off", args=["action", ids["action"]]))],
    "reminders:channels": [("lead", at("reminders:channels", "team"))],
    "reminders:webhooks": [("manager", at("reminders:webhooks", "team"))],
    "reminders:webhook": [("manager", at("reminders:webhook", "team", "webhook"))],
    "overview:week": [("lead", at("overview:week")), ("member", at("overview:week", query="?until=2020-01-05"))],
    "reminders:stop-weekly": [(None, at("reminders:stop-weekly", "stop"))],
    "overview:stop-mailed-searches": [(None, at("overview:stop-mailed-searches", "stop_mailed"))],
    "overview:lessons": [("lead", at("overview:lessons"))],
    "overview:all-lessons": [("lead", at("overview:all-lessons"))],
    "overview:doubts": [("lead", at("overview:doubts"))],
    "overview:teams": [("lead", at("overview:teams"))],
    "overview:why": [("lead", at("overview:why"))],
    "overview:lesson": [
        ("lead", at("overview:lesson", "lesson")),
        ("member", at("overview:lesson", "relapsed")),
        ("lead", at("overview:lesson", "resting_lesson")),
    ],
    "overview:actions": [("lead", at("overview:actions"))],
    "overview:practice": [("member", at("overview:practice"))],
    "overview:handbook": [("member", at("overview:handbook"))],
    "lessons:since": [("lead", at("lessons:since", "lesson")), ("member", at("lessons:since", "relapsed"))],
    "lessons:take-back": [("member", at("lessons:take-back", "said"))],
    "lessons:change": [("member", at("lessons:change", "lesson"))],
    "lessons:add-action": [("member", at("lessons:add-action", "lesson"))],
    "lessons:action": [("lead", at("lessons:action", key)) for key in ("action", "resting")],
    "overview:search": [
        ("member", at("overview:search", query="?q=late")),
        ("member", at("overview:search", query="?q=xyzzy")),
        ("member", at("overview:search")),
    ],
    "overview:kept-search": [
        ("member", at("overview:kept-search", "kept")),
        ("lead", at("overview:kept-search", "kept")),
    ],
    "exports:exports": [("lead", at("exports:exports"))],
    "exports:export": [("lead", at("exports:export", "export"))],
    "stories:stories": [("member", at("stories:stories"))],
    "stories:story": [("member", at("stories:story", "told"))],
    "stories:write": [("member", at("stories:write", "untold"))],
    "stories:thank": [("lead", at("stories:thank", "done"))],
    "lessons:draw": [("member", at("lessons:draw", "with_lesson"))],
    "overview:edit": [("manager", at("overview:edit", "letter"))],
    "incidents:add-point": [("member", at("incidents:add-point", "letter"))],
    "incidents:promise": [("manager", at("incidents:promise", "letter"))],
    "reminders:outbox": [("administrator", at("reminders:outbox"))],
    "reminders:operations": [("administrator", at("reminders:operations"))],
    "reminders:mail": [("administrator", at("reminders:mail", "mail"))],
    "incidents:log": [("manager", at("incidents:log"))],
    "incidents:sort": [("manager", at("incidents:sort", "original"))],
}
NOT_A_PAGE = {
    *("foundation:up", "foundation:ready", "reminders:metrics", "rankless:follow", "rankless:talk"),
    *("incidents:customers", "reminders:mail-html", "exports:file"),
    *("overview:paper", "overview:preview", "incidents:kept-paper", "incidents:kept-preview"),
}
MISTAKES = {"a page that is not there": "/letters/999999999/", "a page for others": "/people/"}


@pytest.fixture(scope="module")
def ids(site) -> Ids:
    site.shell.manage("send_reminders", "--at", next_working_day(hour=10).isoformat())
    found = site.ask(FIND) | {"mail": sorted(path.stem for path in site.mails)[-1]}
    found |= dict(zip(("reading", "weighing", "counted"), site.ask(MAKE), strict=True))
    found |= dict(zip(("standing", "objected"), site.ask(MAKE_STANDING), strict=True))
    found |= dict(zip(("gathering", "door"), site.ask(MAKE_GATHERING), strict=True))
    found["export"] = site.ask(MAKE_EXPORT)
    found["said"] = site.ask(MAKE_SAID)
    found["kept"] = site.ask(MAKE_KEPT)
    found |= dict(zip(("resting", "resting_lesson", "resting_letter"), site.ask(MAKE_RESTING), strict=True))
    found["webhook"] = site.ask(MAKE_OUTLETS)
    found |= {"link": site.ask(MAKE_LINK), "stop": site.ask(MAKE_STOP), "stop_mailed": site.ask(MAKE_STOP_MAILED)}
    assert [key for key, value in found.items() if value is None] == [], "the story has none of these"
    return found


def test_every_page_is_looked_at():
    read = {name for name, entries in TABLE.items() if any(entry.method == "GET" for entry in entries)}
    assert read - NOT_A_PAGE == set(PAGES)


@pytest.fixture(scope="module")
def window_of(windows, site, cookies) -> Iterator[Callable[[str | None], Window]]:
    """One for each person, kept open from page to page: what is looked at here is only read."""
    with ExitStack() as running:

        @cache
        def window(person: str | None) -> Window:
            lent = windows.lend(known=cookies.get(person), on=DESKTOP, anew=True)
            running.callback(windows.take_back, lent)
            lent.page.add_init_script(AXE)  # it has it from then on: it is long, and need not be sent each time
            return lent

        yield window


@pytest.mark.parametrize("name", PAGES)
def test_nobody_stumbles(window_of, ids, name):
    for person, where in PAGES[name]:
        window = window_of(person)
        window.page.set_viewport_size(DESKTOP)
        window.page.goto(where(ids))
        look_at_it_in_every_light(window.page, where=f"{where(ids)} as {person}")
        assert window.watch.taken() == [], f"{where(ids)} as {person}"


@pytest.mark.parametrize("path", MISTAKES.values(), ids=list(MISTAKES))
def test_nobody_stumbles_over_a_mistake(visit, path):
    page = visit(path, as_="member", allowing=(r"status of 40[34]",))
    look_at_it_in_every_light(page, where=path)


def look_at_it_in_every_light(page, *, where: str) -> None:
    """Another screen means opening the page anew, as scripts measure it once; another colour scheme does not."""
    for scheme, screen in (("light", DESKTOP), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        if page.viewport_size != screen:
            page.set_viewport_size(screen)
            page.reload()
        no_violations(page, where=f"{where}, {scheme}, {screen['width']} px")
        nothing_sticks_out(page, where=f"{where}, {screen['width']} px")


def nothing_sticks_out(page, *, where: str) -> None:
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{where}: {wider} px wider than the screen"
