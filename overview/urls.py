"""Addresses of the pages that read across all rooms."""

from django.urls import path

from lessons.pages.lesson import lesson
from overview import actions, alike, before_the_talk, desk, letter, letters, pace, practice, since, to_sort, week
from overview.all_lessons import all_lessons
from overview.dashboard.page import lessons
from overview.dashboard.sides import teams
from overview.dashboard.why import why
from overview.debriefing.afterwards import afterwards
from overview.debriefing.page import debrief, reopen_debrief
from overview.doubts import doubts
from overview.keeping import pages as keeping
from overview.search.page import search

app_name = "overview"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("letters/", letters.letters, name="letters"),
    path("letters/to-sort/", to_sort.to_sort, name="to-sort"),
    path("letters/<int:pk>/", letter.letter, name="letter"),
    path("letters/<int:pk>/alike/", alike.alike, name="alike"),
    path("letters/<int:pk>/edit/", letter.edit, name="edit"),
    path("letters/<int:pk>/papers/<uuid:key>/", letter.paper, name="paper"),
    path("letters/<int:pk>/papers/<uuid:key>/preview/", letter.preview, name="preview"),
    path("letters/<int:pk>/debrief/", debrief, name="debrief"),
    path("letters/<int:pk>/debrief/afterwards/", afterwards, name="afterwards"),
    path("letters/<int:pk>/debrief/opening-line/", before_the_talk.opening_line, name="opening-line"),
    path("letters/<int:pk>/debrief/reopen/", reopen_debrief, name="reopen"),
    path("letters/<int:pk>/heads-up/", before_the_talk.heads_up, name="heads-up"),
    path("lessons/", lessons, name="lessons"),
    path("lessons/all/", all_lessons, name="all-lessons"),
    path("lessons/doubts/", doubts, name="doubts"),
    path("lessons/teams/", teams, name="teams"),
    path("lessons/why/", why, name="why"),
    path("lessons/read/", since.read, name="read-lessons"),
    path("lessons/<int:pk>/", lesson, name="lesson"),
    path("actions/", actions.actions, name="actions"),
    path("people/teams/<int:pk>/pace/", pace.pace, name="pace"),
    path("practice/", practice.practice, name="practice"),
    path("practice/handbook/", practice.handbook, name="handbook"),
    path("practice/read/", practice.read_practice, name="read-practice"),
    path("week/", week.week, name="week"),
    path("search/", search, name="search"),
    path("search/keep/", keeping.keep, name="keep-search"),
    path("search/kept/<int:pk>/", keeping.kept_search, name="kept-search"),
    path("search/kept/<int:pk>/mail/", keeping.mail, name="mail-kept-search"),
    path("search/kept/<int:pk>/remove/", keeping.remove, name="remove-kept-search"),
    path("search/kept/stop/<str:token>/", keeping.stop_mails, name="stop-mailed-searches"),
]
