"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.registers import saved_view_pages, views

app_name = "registers"
urlpatterns = [
    path("ledgers/", views.index, name="index"),
    path("ledgers/<str:register_id>/", views.list_records, name="list"),
    path("ledgers/<str:register_id>/export.xlsx", views.export, name="export"),
    path("ledgers/<str:register_id>/views/", saved_view_pages.views, name="views"),
    path("ledgers/<str:register_id>/views/save/", saved_view_pages.save, name="save_view"),
    path("ledgers/<str:register_id>/views/first/", saved_view_pages.open_with, name="open_with"),
    path("views/<int:pk>/", saved_view_pages.change, name="change_view"),
    path("views/<int:pk>/remove/", saved_view_pages.remove, name="remove_view"),
    path("ledgers/<str:register_id>/choices/", views.choices, name="choices"),
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/preview/", views.preview, name="preview"),
]
