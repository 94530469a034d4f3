"""What the people of a team do with a story of theirs: write it, agree to it, tell it, show it, take it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.addresses import read_number
from lessons.models import Lesson
from people.models import User
from people.requests import PersonRequest
from stories.errors import NotAgreed, NotToTell, WrittenMeanwhile
from stories.forms import ShowForm, StoryForm
from stories.models import Story
from stories.telling import (
    agree_to_be_named,
    may_be_told,
    proposed_words,
    refuse_to_be_named,
    show_to,
    take_back,
    tell,
    write_story,
)
from stories.views.reading import card

Act = Callable[[PersonRequest, Story], HttpResponse | None]


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest, pk: int) -> HttpResponse:
    """Anybody of the team writes it or puts it differently."""
    lesson = _lesson_to_tell(request, pk)
    if request.method != "POST":
        return _writing(request, lesson, StoryForm(initial=_written(lesson)))
    form = StoryForm(request.POST)
    if not form.is_valid():
        return _writing(request, lesson, form, status=422)
    try:
        story = write_story(lesson, form.words(), by=request.user, at=timezone.now())
    except WrittenMeanwhile:
        return _written_twice(request, lesson, form)
    except NotToTell:
        raise Http404 from None
    messages.success(request, _("Kept. It is read by others once your team agreed."))
    return redirect(story)


def _lesson_to_tell(request: PersonRequest, pk: int) -> Lesson:
    related = ("team", "debrief__incident__customer")
    lesson = get_object_or_404(Lesson.objects.visible_to(request.user).select_related(*related), pk=pk)
    if not may_be_told(lesson):
        raise Http404
    return lesson


def _written(lesson: Lesson) -> dict[str, Any]:
    """The story as it is, else what one may begin with."""
    story = Story.objects.filter(lesson=lesson).first()
    words = story or proposed_words(lesson)
    fields = {name: getattr(words, name) for name in ("title", "letter", "changed", "customer_agreed")}
    return fields | {"based_on": story.version if story else 0}


def _writing(
    request: PersonRequest, lesson: Lesson, form: StoryForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"lesson": lesson, "form": form, **more}
    return render(request, "stories/write.html", context, status=status)


def _written_twice(request: PersonRequest, lesson: Lesson, form: StoryForm) -> HttpResponse:
    """What was typed stays in the boxes; beside it stands what somebody else has kept meanwhile."""
    theirs = Story.objects.get(lesson=lesson)
    again = StoryForm({**form.data, "based_on": theirs.version})
    return _writing(request, lesson, again, status=409, theirs=theirs)


def _of_ones_team(act: Act) -> Callable[..., HttpResponse]:
    """A press on the card of a story of one's own team."""
    return _ending_on_the_card(act, lambda person: Story.objects.filter(team_id__in=person.team_ids))


def _by_whom_it_names(act: Act) -> Callable[..., HttpResponse]:
    """A press of somebody whom the story may name, in the team or elsewhere."""
    return _ending_on_the_card(
        act, lambda person: Story.objects.filter(Q(team_id__in=person.team_ids) | Q(consents__person=person)).distinct()
    )


def _ending_on_the_card(act: Act, stories_of: Callable[[User], QuerySet[Story]]) -> Callable[..., HttpResponse]:
    """Whatever the press meets, it ends on the card, if they still read it."""

    @require_POST
    @wraps(act)
    def press(request: PersonRequest, pk: int) -> HttpResponse:
        stories = stories_of(request.user)
        story = get_object_or_404(stories.select_related("lesson__debrief__incident__customer", "team"), lesson=pk)
        try:
            return act(request, story) or redirect(story)
        except WrittenMeanwhile:
            messages.info(request, _("Somebody changed the story meanwhile. Read it once more."))
        except NotAgreed:
            messages.info(request, _("Somebody still has to agree."))
        except NotToTell:
            messages.info(
                request, _("This story cannot be told now: its debrief was opened again, or the lesson dropped.")
            )
        return redirect(story)

    return press


@_of_ones_team
def tell_it(request: PersonRequest, story: Story) -> None:
    tell(story, by=request.user, on=timezone.localdate(), seen=_seen(request))
    messages.success(request, _("Told: everybody can read it now."))


@_by_whom_it_names
def consent(request: PersonRequest, story: Story) -> None:
    if request.POST.get("answer") == "yes":
        agree_to_be_named(story, person=request.user, on=timezone.localdate(), seen=_seen(request))
    else:
        refuse_to_be_named(story, person=request.user, on=timezone.localdate())
        messages.success(request, _("Kept: it is not told while it names you. You are not reminded of it any more."))


@_of_ones_team
def take_it_back(request: PersonRequest, story: Story) -> None:
    take_back(story)
    messages.success(request, _("Taken back: only your team reads it now."))


@_of_ones_team
def show(request: PersonRequest, story: Story) -> HttpResponse | None:
    if not story.is_told:
        raise NotAgreed(story)
    form = ShowForm(request.POST, without=story.team_id)
    if not form.is_valid():
        return card(request, story, form=form, status=422)
    team = form.cleaned_data["team"]
    show_to(story, team, on=timezone.localdate())
    messages.success(request, _("It stands in the next weekly letter of %(team)s.") % {"team": team.name})
    return None


def _seen(request: PersonRequest) -> int:
    """The version that was read before the button was pressed."""
    return read_number(request.POST.get("seen", "")) or 0
