"""The product's addresses, and the floor beside them."""

from django.urls import include, path

from benchmarks.floor import floor

urlpatterns = [path("floor/", floor), path("", include("debrief.urls"))]
