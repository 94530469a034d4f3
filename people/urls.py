from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST

from people import hours_views, views

app_name = "people"

teams = [
    path("new/", views.new_team, name="new-team"),
    path("<int:pk>/", views.team, name="team"),
]
people: list[URLPattern | URLResolver] = [
    path("", views.people, name="people"),
    path("new/", views.new_person, name="new-person"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/invite/", require_POST(views.invite), name="invite"),
    path("teams/", include(teams)),
]
urlpatterns = [
    path("settings/", views.settings, name="settings"),
    path("settings/hours/", hours_views.hours, name="hours"),
    path("settings/absences/", hours_views.absences, name="absences"),
    path("settings/absences/<int:pk>/back/", hours_views.back, name="back"),
    path("people/", include(people)),
]
