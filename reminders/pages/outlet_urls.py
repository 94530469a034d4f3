"""The pages of a team's channels and webhooks, below the address of its settings."""

from django.urls import include, path

from reminders.pages import channels, webhooks

of_channel = [
    path("test/", channels.test, name="channel-test"),
    path("switch/", channels.switch, name="channel-switch"),
    path("remove/", channels.remove, name="channel-remove"),
]
of_webhook = [
    path("", webhooks.webhook, name="webhook"),
    path("test/", webhooks.test, name="webhook-test"),
    path("switch/", webhooks.switch, name="webhook-switch"),
    path("renew/", webhooks.renew, name="webhook-renew"),
    path("remove/", webhooks.remove, name="webhook-remove"),
    path("calls/<int:call>/again/", webhooks.replay, name="webhook-replay"),
]
urlpatterns = [
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:channel>/", include(of_channel)),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:webhook>/", include(of_webhook)),
]
