"""Addresses of the pages that read across all rooms."""

from django.urls import path

from lessons.views import lesson
from overview import actions, dashboard, desk, letter, letters, practice
from overview.debriefing.agreeing import reopen_debrief
from overview.debriefing.page import debrief
from overview.search.page import search

app_name = "overview"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letter.letter, name="letter"),
    path("letters/<int:pk>/edit/", letter.edit, name="edit"),
    path("letters/<int:pk>/papers/<uuid:key>/", letter.paper, name="paper"),
    path("letters/<int:pk>/papers/<uuid:key>/preview/", letter.preview, name="preview"),
    path("letters/<int:pk>/debrief/", debrief, name="debrief"),
    path("letters/<int:pk>/debrief/reopen/", reopen_debrief, name="reopen"),
    path("lessons/", dashboard.lessons, name="lessons"),
    path("lessons/<int:pk>/", lesson, name="lesson"),
    path("actions/", actions.actions, name="actions"),
    path("practice/", practice.practice, name="practice"),
    path("search/", search, name="search"),
]
