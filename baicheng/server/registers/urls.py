"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.registers import views

app_name = "registers"
urlpatterns = [
    path("ledgers/", views.index, name="index"),
    path("ledgers/<str:register_id>/", views.list_records, name="list"),
    path("ledgers/<str:register_id>/export.xlsx", views.export, name="export"),
    path("ledgers/<str:register_id>/choices/", views.choices, name="choices"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/preview/", views.preview, name="preview"),
]
