"""Addresses of exports."""

from django.urls import path

from exports import views

app_name = "exports"
urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/<uuid:key>/", views.export, name="export"),
    path("exports/<uuid:key>/file/", views.download, name="file"),
]
