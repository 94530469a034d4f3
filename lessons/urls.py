from django.urls import path

from lessons import views

app_name = "lessons"
urlpatterns = [
    path("letters/<int:pk>/lessons/", views.draw_later, name="draw"),
    path("lessons/<int:pk>/check/", views.check, name="check"),
    path("actions/<int:pk>/done/", views.action_done, name="action-done"),
]
