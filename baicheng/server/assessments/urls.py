"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.assessments import benefit_pages, budget_pages, entitlement_pages, trying_pages, views

app_name = "assessments"
urlpatterns = [
    path("benefits/", benefit_pages.benefits, name="benefits"),
    path("benefits/<str:programme>/<int:pk>/", entitlement_pages.entitled, name="entitled"),
    path("benefits/<str:programme>/<str:rule>/<int:key>/", benefit_pages.benefit, name="benefit"),
    path("assessments/", views.list_runs, name="list"),
    path("assessments/export.xlsx", views.export_runs, name="export_runs"),
    path("assessments/new/", views.new, name="new"),
    path("assessments/<int:pk>/", views.run, name="run"),
    path("assessments/<int:pk>/repeat/", views.repeat, name="repeat"),
    path("assessments/<int:pk>/compare/", views.compare, name="compare"),
    path("assessments/<int:pk>/what-if/", trying_pages.what_if, name="what_if"),
    path("assessments/<int:pk>/costs/", budget_pages.costs, name="costs"),
    path("assessments/<int:pk>/costs.xlsx", budget_pages.export, name="budget_export"),
    path("assessments/<int:pk>/fairness/", trying_pages.fairness, name="fairness"),
    path("assessments/<int:pk>/results.xlsx", views.export, name="export"),
    path("assessments/<int:pk>/results/<int:result_pk>/", views.result, name="result"),
]
