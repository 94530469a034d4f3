from django.urls import include, path

from lessons.pages import actions, drawing, holding, lesson, sharing, since

app_name = "lessons"
one_lesson = [
    path("actions/", actions.add_action, name="add-action"),
    path("change/", lesson.change, name="change"),
    path("check/", lesson.check, name="check"),
    path("keep/", sharing.keep_lesson, name="keep"),
    path("leave/", sharing.leave_lesson, name="leave"),
    path("propose/", sharing.propose_lesson, name="propose"),
    path("share/", sharing.share_lesson, name="share"),
    path("since/", since.since, name="since"),
    path("take-up/", sharing.take_up_lesson, name="take-up"),
]
one_action = [
    path("", actions.action, name="action"),
    path("accept/", actions.accept, name="accept"),
    path("begin/", actions.begin, name="begin"),
    path("decline/", actions.decline, name="decline"),
    path("done/", actions.action_done, name="action-done"),
    path("hand-on/", actions.hand_on, name="hand-on"),
    path("let-go/", actions.let_go, name="let-go"),
    path("move/", actions.move, name="move"),
    path("strength/", actions.strength, name="strength"),
]
one_sighting = [
    path("confirm/", holding.confirm_sighting, name="confirm"),
    path("dismiss/", holding.dismiss_sighting, name="dismiss"),
    path("take-back/", holding.take_back_sighting, name="take-back"),
]
urlpatterns = [
    path("letters/<int:pk>/lessons/", drawing.draw_later, name="draw"),
    path("letters/<int:pk>/lessons/<int:lesson_pk>/again/", holding.again, name="again"),
    path("sightings/<int:pk>/", include(one_sighting)),
    path("lessons/<int:pk>/", include(one_lesson)),
    path("actions/<int:pk>/", include(one_action)),
]
