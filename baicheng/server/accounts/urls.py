"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.accounts import sign_on, views

app_name = "accounts"
urlpatterns = [
    path("sign-on/", sign_on.SignOn.as_view(), name="login"),
    path("sign-out/", sign_on.sign_out, name="logout"),
    path("me/", sign_on.me, name="me"),
    path("me/password/", sign_on.change_password, name="change_password"),
    path("me/sessions/end/", sign_on.end_sessions, name="end_sessions"),
    path("accounts/", views.list_accounts, name="list"),
    path("accounts/export.xlsx", views.export, name="export"),
    path("accounts/new/", views.create, name="create"),
    path("accounts/<int:pk>/", views.detail, name="detail"),
    path("accounts/<int:pk>/edit/", views.edit, name="edit"),
    path("accounts/<int:pk>/roles/", views.give_role, name="give_role"),
    path("accounts/<int:pk>/roles/<int:grant_pk>/revoke/", views.revoke_role, name="revoke_role"),
    path("accounts/<int:pk>/close/", views.close, name="close"),
    path("accounts/<int:pk>/reopen/", views.reopen, name="reopen"),
]
