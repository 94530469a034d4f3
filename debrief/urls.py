"""Every address of the product: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("foundation.urls")),
]
