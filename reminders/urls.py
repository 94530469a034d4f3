"""The outbox: what was mailed, for administrators."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:name>/", views.mail, name="mail"),
    path("outbox/<slug:name>/html/", views.mail_html, name="mail-html"),
]
