"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.orgs import views

app_name = "orgs"
urlpatterns = [
    path("directory/", views.list_subjects, name="list"),
    path("directory/export.xlsx", views.export, name="export"),
    path("directory/boundaries/", views.boundaries, name="boundaries"),
    path("directory/choices/", views.choices, name="choices"),
]
