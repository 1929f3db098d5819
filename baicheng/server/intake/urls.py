"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.intake import drafting, issue_page, reviewing, views

app_name = "intake"
urlpatterns = [
    path("imports/", views.list_imports, name="list"),
    path("imports/export.xlsx", views.export, name="export"),
    path("imports/new/", views.upload, name="upload"),
    path("imports/<int:pk>/", reviewing.review, name="review"),
    path("imports/<int:pk>/tasks/<int:task>/", drafting.draft, name="draft"),
    path("imports/<int:pk>/tasks/new/", drafting.add, name="add"),
    path("imports/<int:pk>/duties/<int:duty>/", reviewing.change_duty, name="duty"),
    path("imports/<int:pk>/names/", reviewing.names, name="names"),
    path("imports/<int:pk>/accept/", reviewing.accept_clean, name="accept_clean"),
    path("imports/<int:pk>/first-leads/", reviewing.first_leads, name="first_leads"),
    path("imports/<int:pk>/abandon/", reviewing.abandon, name="abandon"),
    path("imports/<int:pk>/issue/", issue_page.issue, name="issue"),
    path("imports/units/", reviewing.units, name="units"),
    path("documents/<int:pk>/imports/", views.of_document, name="of_document"),
]
