"""Pages about oneself, and for administrators about people and teams."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.regions import regions
from people.absences import with_absences
from people.calendars import save_team
from people.forms import PersonForm, SettingsForm, TeamForm
from people.joining import LastAdministrator, add_person, change_person, every_team, everybody
from people.models import Team, User
from people.requests import PersonRequest
from people.roles import require_administrator
from people.sign_in import MailNotSent, send_invitation


def settings(request: PersonRequest) -> HttpResponse:
    # A form that is refused writes on its instance, and the frame shows the signed-in person's name.
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:settings")
    return render(request, "people/settings.html", {"form": form}, status=_status_of(form))


@require_safe
def people(request: PersonRequest) -> HttpResponse:
    require_administrator(request.user)
    here = with_absences(everybody(), on=timezone.localdate())
    return render(request, "people/people.html", {"people": here, "teams": every_team()})


def new_person(request: PersonRequest) -> HttpResponse:
    require_administrator(request.user)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("name", "email", "is_administrator")}
        person = add_person(**wanted, duties=form.duties)
        _invite(request, person)
        return redirect("people:people")
    return render(request, "people/person.html", {"form": form}, status=_status_of(form))


def person(request: PersonRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    person = get_object_or_404(User, pk=pk)
    name = person.name
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person=person, duties=form.duties)
        except LastAdministrator:
            form.add_error(None, _("Somebody has to be administrator. Make another person one first."))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:people")
    return render(request, "people/person.html", {"form": form, "name": name}, status=_status_of(form))


def invite(request: PersonRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    _invite(request, get_object_or_404(User.objects.active(), pk=pk))
    return redirect("people:people")


def new_team(request: PersonRequest) -> HttpResponse:
    require_administrator(request.user)
    return _team(request, Team())


def team(request: PersonRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    return _team(request, get_object_or_404(Team, pk=pk))


def _team(request: PersonRequest, team: Team) -> HttpResponse:
    name = team.name
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        save_team(form)
        messages.success(request, _("Saved."))
        return redirect("people:people")
    context = {"form": form, "name": name, "regions": regions().values()}
    return render(request, "people/team.html", context, status=_status_of(form))


def _invite(request: PersonRequest, person: User) -> None:
    """Mail the link; whoever was added stays added when the mail server is away."""
    said = {"name": person.name, "email": person.email}
    try:
        send_invitation(request, person)
    except MailNotSent:
        text = _("%(name)s was added, but the mail to %(email)s could not be sent. Send it again later.")
        messages.error(request, text % said)
    else:
        messages.success(request, _("%(name)s gets a mail at %(email)s to set a password.") % said)


def _status_of(form: SettingsForm | TeamForm | PersonForm) -> int:
    return 422 if form.is_bound else 200
