"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.duties import views

app_name = "duties"
urlpatterns = [
    path("duties/", views.matrix, name="list"),
    path("duties/export.xlsx", views.export, name="export"),
    path("duties/<slug:programme>/<int:pk>/export.xlsx", views.export_unit, name="export_unit"),
    path("duties/<slug:programme>/undecided/", views.undecided_list, name="undecided"),
    path("duties/<slug:programme>/<int:pk>/", views.unit, name="unit"),
]
