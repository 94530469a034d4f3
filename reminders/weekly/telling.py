"""The news of a week in parts, as the mail and the page tell them: a heading each, and lines that lead somewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.dates import say_due
from foundation.text import one_line
from lessons.models import Lesson
from people.models import Team
from reminders.weekly.changes import SHOWN, Changes, PraiseStory
from reminders.weekly.news import Doubt, News
from stories.models import Story, Thanks

LATE_OF_EACH = 3
ALL_LESSONS = _("All lessons")


@dataclass(frozen=True)
class Item:
    """One line. `sort` says what kind of thing it is where a part holds several; `url` is the page it leads to, if any.

    `due` says since when it is late.
    """

    words: str
    url: str = ""
    sort: str | LazyText = ""
    due: str = ""
    is_quoted: bool = False


@dataclass(frozen=True)
class Part:
    """Some lines under a heading; where there are more of them, `more` is the page that holds all, called `all_words`."""

    title: str | LazyText
    items: list[Item]
    is_praise: bool = False
    more: str = ""
    all_words: str | LazyText = ALL_LESSONS


def heading_of(news: News) -> LazyText:
    return _("What last week taught us") if news.has_good_to_tell else _("What is late in your teams")


def parts_of(news: News) -> list[Part]:
    """Those parts that hold something; a check that makes a lesson the norm is told as that alone."""
    held = [lesson for lesson in news.held if lesson not in news.adopted]
    parts = [
        Part(_("Thank you"), [item for thanks in news.thanks for item in _thanks(thanks)], is_praise=True),
        _lessons(_("What we learned"), news.learned, more=more_of("learned", news)),
        _lessons(_("How we do it now"), news.adopted, more=more_of("adopted", news)),
        _lessons(_("What holds"), held, more=more_of("held", news)),
        _lessons(_("What came back"), news.relapsed, more=more_of("relapsed", news)),
        _doubts(news),
        Part(_("One story of praise"), _story(news.story) if news.story else [], is_praise=True),
        Part(
            _("What happy customers brought us, in their words"),
            [Item(quote.words, quote.url, is_quoted=True) for quote in news.quotes],
            is_praise=True,
        ),
        Part(_("What other teams show us"), [item for story in news.shown for item in _shown(story)]),
        _late(news),
    ]
    return [part for part in parts if part.items]


def more_of(sort: str, changes: Changes) -> str:
    """The page of all lessons of a sort, if not all of those days are told."""
    return all_of(sort) if sort in changes.left_out else ""


def all_of(sort: str, *, team: Team | None = None) -> str:
    """How things are done stands on a page of its own; all others stand among all lessons, the newest first.

    Of one team alone, if it is given.
    """
    asked = {"status": "relapsed"} if sort == "relapsed" else {}
    page = "overview:practice" if sort in ("adopted", "held") else "overview:all-lessons"
    return reverse(page, query={**asked, **({"team": team.pk} if team else {})})


def _lessons(title: LazyText, lessons: Iterable[Lesson], *, more: str) -> Part:
    return Part(title, [Item(one_line(lesson.sentence), lesson.get_absolute_url()) for lesson in lessons], more=more)


def _doubts(news: News) -> Part:
    """Those of the week; what earlier weeks brought and nobody answered stands on a page with them."""
    all_words: str | LazyText = _("All that nobody has answered")
    if "doubts" in news.left_out:
        all_words = _("And more than %(n)d: all that nobody has answered") % {"n": SHOWN}
    title, items = _("Does it still hold? Please look"), [_doubt(doubt) for doubt in news.doubts]
    return Part(title, items, more=reverse("overview:doubts"), all_words=all_words)


def _doubt(doubt: Doubt) -> Item:
    """It leads to the very letters that are to be settled."""
    said = ngettext(
        "One letter may tell against “%(lesson)s”", "%(n)d letters may tell against “%(lesson)s”", doubt.letters
    )
    words = said % {"n": doubt.letters, "lesson": one_line(doubt.lesson.sentence)}
    return Item(words, f"{doubt.lesson.get_absolute_url()}#since")


def _story(story: PraiseStory) -> list[Item]:
    told = [Item(one_line(story.title), story.url)]
    told += [Item(story.words, is_quoted=True)] if story.words else []
    return [*told, Item(story.reason, sort=_("Why it went well"))]


def _thanks(thanks: Thanks) -> list[Item]:
    signed = _("%(name)s thanks %(team)s") % {"name": one_line(thanks.signed), "team": one_line(thanks.team.name)}
    return [Item(signed, thanks.incident.get_absolute_url()), Item(one_line(thanks.words), is_quoted=True)]


def _shown(story: Story) -> list[Item]:
    told = Item(one_line(story.title), story.get_absolute_url(), one_line(story.team.name))
    return [told, Item(one_line(story.learned), sort=_("What they learned"))]


def _late(news: News) -> Part:
    """The few that are late for longest, of each kind; whoever wants all of them finds them on the page of lessons."""

    def item(words: str, url: str, sort: LazyText, due_on: date) -> Item:
        return Item(one_line(words), url, sort, due=say_due(due_on, today=news.on))

    kinds = [
        [item(one.incident.title, one.get_absolute_url(), _("Debrief"), one.due_on) for one in news.debriefs.rows],
        [item(one.what, one.lesson.get_absolute_url(), _("Action"), one.due_on) for one in news.actions.rows],
        [
            item(one.what, one.incident.get_absolute_url(), _("Promise to a customer"), one.due_on)
            for one in news.promises.rows
        ],
    ]
    shown = [item for kind in kinds for item in kind[:LATE_OF_EACH]]
    are_all = all(len(kind) <= LATE_OF_EACH for kind in kinds)
    more = "" if are_all else reverse("overview:lessons")
    return Part(_("What is late"), shown, more=more, all_words=_("All that is late"))
