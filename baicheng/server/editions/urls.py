"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.editions import views

app_name = "editions"
urlpatterns = [
    path("packs/", views.list_packs, name="list"),
    path("packs/<slug:pack>/", views.detail, name="detail"),
    path("packs/<slug:pack>/propose/", views.propose, name="propose"),
    path("local-values/<int:pk>/approve/", views.approve, name="approve"),
    path("local-values/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("local-values/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
