"""How reminders fare and what was mailed, for administrators; when a team is reminded; what people answer."""

from django.urls import include, path

from reminders.operations import views as operations
from reminders.pages import in_the_way, outbox, put_off, stop_weekly, team

app_name = "reminders"
of_team = [
    path("", team.team, name="team"),
    path("confidant/", team.confidant, name="confidant"),
    path("<slug:subject>/", team.cadence, name="cadence"),
]
urlpatterns = [
    path("settings/teams/<int:pk>/", include("reminders.pages.outlet_urls")),
    path("settings/teams/<int:pk>/reminders/", include(of_team)),
    path("not-now/<slug:subject>/<int:pk>/", put_off.put_off, name="put-off"),
    path("letters/<int:pk>/debrief/in-the-way/", in_the_way.in_the_way, name="in-the-way"),
    path("operations/", operations.operations, name="operations"),
    path("operations/digests/<int:pk>/retry/", operations.retry, name="retry"),
    path("operations/people/<int:pk>/trust/", operations.trust, name="trust"),
    path("metrics", operations.metrics, name="metrics"),
    path("weekly-letter/stop/<str:token>/", stop_weekly.stop_weekly, name="stop-weekly"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<slug:name>/", outbox.mail, name="mail"),
    path("outbox/<slug:name>/html/", outbox.mail_html, name="mail-html"),
]
