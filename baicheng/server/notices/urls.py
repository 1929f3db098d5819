"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.notices import robot_views, views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.messages, name="inbox"),
    path("inbox/export.xlsx", views.export, name="export"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/count/", views.badge, name="badge"),
    path("inbox/<int:pk>/", views.read, name="read"),
    path("me/messages/", views.choose, name="choose"),
    path("robots/", robot_views.list_robots, name="robots"),
    path("robots/<int:pk>/", robot_views.detail, name="robot"),
    path("robots/<int:pk>/end/", robot_views.end, name="end_robot"),
    path("robots/<int:pk>/try/", robot_views.attempt, name="try_robot"),
    path("robots/sendings/<int:pk>/again/", robot_views.again, name="again"),
    path("accounts/<int:pk>/password/", views.reset_password, name="reset_password"),
]
