from django.urls import include, path

from incidents.views import logging, papers, points, recovery

app_name = "incidents"

kept = [
    path("", logging.sort, name="sort"),
    path("papers/<uuid:key>/", papers.download_kept, name="kept-paper"),
    path("papers/<uuid:key>/preview/", papers.preview_kept, name="kept-preview"),
]
letter = [
    path("points/", points.add, name="add-point"),
    path("points/<int:point_pk>/remove/", points.remove, name="remove-point"),
    path("steps/<int:step_pk>/done/", recovery.finish, name="finish-step"),
    path("promises/", recovery.promise, name="promise"),
    path("promises/<int:promise_pk>/kept/", recovery.settle, name="settle-promise"),
    path("papers/", papers.add, name="add-paper"),
]
urlpatterns = [
    path("new/", logging.log, name="log"),
    path("sort/<int:pk>/", include(kept)),
    path("customers/", logging.customers, name="customers"),
    path("<int:pk>/", include(letter)),
]
