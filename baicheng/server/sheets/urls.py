"""The addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from baicheng.server.sheets import views

app_name = "sheets"
urlpatterns = [
    path("ledgers/<str:register_id>/excel/", views.begin, name="begin"),
    path("ledgers/<str:register_id>/excel/form.xlsx", views.form, name="form"),
    path("ledgers/<str:register_id>/excel/records.xlsx", views.records, name="records"),
    path("ledgers/<str:register_id>/excel/ledger.xlsx", views.task_ledger, name="task_ledger"),
    path("excel/<int:pk>/", views.columns, name="columns"),
    path("excel/<int:pk>/table/", views.table, name="table"),
    path("excel/<int:pk>/check/", views.check, name="check"),
    path("excel/<int:pk>/faults.xlsx", views.marked, name="marked"),
    path("excel/<int:pk>/discard/", views.discard, name="discard"),
]
