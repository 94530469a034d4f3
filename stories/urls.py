"""Addresses of stories: a story is found by the lesson that it tells of."""

from django.urls import path

from stories.views import reading, telling, thanking

app_name = "stories"
urlpatterns = [
    path("stories/", reading.stories, name="stories"),
    path("lessons/<int:pk>/story/", reading.story, name="story"),
    path("lessons/<int:pk>/story/write/", telling.write, name="write"),
    path("lessons/<int:pk>/story/tell/", telling.tell_it, name="tell"),
    path("lessons/<int:pk>/story/consent/", telling.consent, name="consent"),
    path("lessons/<int:pk>/story/take-back/", telling.take_it_back, name="take-back"),
    path("lessons/<int:pk>/story/show/", telling.show, name="show"),
    path("letters/<int:pk>/thanks/", thanking.thank_team, name="thank"),
]
