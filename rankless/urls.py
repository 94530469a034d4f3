"""Addresses of the debrief's own pages, of guests, and of screens that follow."""

from django.urls import path

from rankless.views import doors, following, gathering, guests, meeting, notes, people, settled, signing

app_name = "rankless"
urlpatterns = [
    path("follow/<str:token>/", following.follow, name="follow"),
    path("join/", guests.join_form, name="join-form"),
    path("join/<str:code>/", guests.join, name="join"),
    path("join/<str:code>/accept/", guests.accept, name="guest-accept"),
    path("join/<str:code>/change/", guests.change, name="guest-change"),
    path("join/<str:code>/hand-in/", guests.hand_in, name="guest-hand-in"),
    path("join/<str:code>/withdraw/", guests.withdraw, name="guest-withdraw"),
    path("letters/<int:pk>/debrief/accept/", gathering.accept, name="accept"),
    path("letters/<int:pk>/debrief/add/", settled.add, name="add"),
    path("letters/<int:pk>/debrief/apart/", notes.apart, name="apart"),
    path("letters/<int:pk>/debrief/ballot/", notes.ballot, name="ballot"),
    path("letters/<int:pk>/debrief/change/", gathering.change, name="change"),
    path("letters/<int:pk>/debrief/count/", notes.count, name="count"),
    path("letters/<int:pk>/debrief/door/close/", doors.close_door, name="close-door"),
    path("letters/<int:pk>/debrief/door/open/", doors.open_door, name="open-door"),
    path("letters/<int:pk>/debrief/door/send-away/", doors.send_guests_away, name="send-guests-away"),
    path("letters/<int:pk>/debrief/hand-in/", gathering.hand_in, name="hand-in"),
    path("letters/<int:pk>/debrief/host/hand-on/", people.hand_on, name="hand-on"),
    path("letters/<int:pk>/debrief/host/pass/", people.pass_hosting, name="pass-hosting"),
    path("letters/<int:pk>/debrief/host/take/", people.take_hosting, name="take-hosting"),
    path("letters/<int:pk>/debrief/invite/", people.invite, name="invite"),
    path("letters/<int:pk>/debrief/meeting/", meeting.page, name="meeting"),
    path("letters/<int:pk>/debrief/meeting/next/", meeting.next_speaker, name="next-speaker"),
    path("letters/<int:pk>/debrief/meeting/timer/", meeting.start_timer, name="start-timer"),
    path("letters/<int:pk>/debrief/meeting/timer/stop/", meeting.stop_timer, name="stop-timer"),
    path("letters/<int:pk>/debrief/moment/", gathering.set_moment, name="set-moment"),
    path("letters/<int:pk>/debrief/notes/", signing.notes, name="notes"),
    path("letters/<int:pk>/debrief/object/", settled.object_, name="object"),
    path("letters/<int:pk>/debrief/people/", people.people, name="people"),
    path("letters/<int:pk>/debrief/reveal/", gathering.reveal, name="reveal"),
    path("letters/<int:pk>/debrief/sign/", signing.sign, name="sign"),
    path("letters/<int:pk>/debrief/step-out/", people.step_out, name="step-out"),
    path("letters/<int:pk>/debrief/take-part/", people.take_part, name="take-part"),
    path("letters/<int:pk>/debrief/talk.ics", meeting.talk, name="talk"),
    path("letters/<int:pk>/debrief/together/", notes.together, name="together"),
    path("letters/<int:pk>/debrief/unsign/", signing.unsign, name="unsign"),
    path("letters/<int:pk>/debrief/way/", settled.way, name="way"),
    path("letters/<int:pk>/debrief/weigh/", notes.weigh, name="weigh"),
    path("letters/<int:pk>/debrief/withdraw/", gathering.withdraw, name="withdraw"),
]
