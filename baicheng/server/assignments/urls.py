"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.assignments import views

app_name = "assignments"
urlpatterns = [
    path("working-calendar/", views.working_calendar, name="working_calendar"),
    path("working-calendar/<slug:what>/", views.propose, name="propose_calendar"),
]
