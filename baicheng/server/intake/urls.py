"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.intake import reviewing, views

app_name = "intake"
urlpatterns = [
    path("imports/", views.list_imports, name="list"),
    path("imports/new/", views.upload, name="upload"),
    path("imports/<int:pk>/", reviewing.review, name="review"),
    path("documents/<int:pk>/imports/", views.of_document, name="of_document"),
]
