from django.urls import path

from foundation import health

app_name = "foundation"
urlpatterns = [
    path("healthz", health.up, name="up"),
    path("readyz", health.ready, name="ready"),
]
