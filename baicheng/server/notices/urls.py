"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.notices import views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.messages, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/count/", views.badge, name="badge"),
    path("inbox/<int:pk>/", views.read, name="read"),
    path("accounts/<int:pk>/password/", views.reset_password, name="reset_password"),
]
