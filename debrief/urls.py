"""Every address of the product: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("people.account_urls")),
    path("", include("lessons.urls")),
    path("letters/", include("incidents.urls")),
    path("", include("people.urls")),
    path("", include("rankless.urls")),
    path("", include("reminders.urls")),
    path("", include("exports.urls")),
    path("", include("stories.urls")),
    path("", include("foundation.urls")),
    path("", include("overview.urls")),
]
