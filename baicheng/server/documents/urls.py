"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.list_documents, name="list"),
    path("documents/export.xlsx", views.export, name="export"),
    path("documents/<int:pk>/", views.detail, name="detail"),
    path("documents/<int:pk>/file/", views.download, name="file"),
]
