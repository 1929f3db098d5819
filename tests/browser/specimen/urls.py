"""The project's addresses and the specimen's."""

from __future__ import annotations

from django.urls import path

from baicheng.server.config import urls as project
from tests.browser.specimen import views

urlpatterns = [
    path("specimen/record/", views.record, name="specimen"),
    path("specimen/list/", views.rows, name="specimen-list"),
    path("specimen/form/", views.form, name="specimen-form"),
    path("specimen/forbidden/", views.forbidden),
    path("specimen/fault/", views.fault),
    *project.urlpatterns,
]
handler400 = project.handler400
handler403 = project.handler403
handler404 = project.handler404
handler500 = project.handler500
