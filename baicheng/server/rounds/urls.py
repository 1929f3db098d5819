"""The addresses of rounds of assessment."""

from __future__ import annotations

from django.urls import path

from baicheng.server.rounds import marking_pages, objection_pages, views

app_name = "rounds"
urlpatterns = [
    path("rounds/", views.list_rounds, name="list"),
    path("rounds/export.xlsx", views.export, name="export"),
    path("rounds/new/", views.new, name="new"),
    path("rounds/<int:pk>/", views.detail, name="detail"),
    path("rounds/<int:pk>/draw/<slug:name>/", views.draw, name="draw"),
    path("rounds/<int:pk>/panel/<int:participant_pk>/", views.panel, name="panel"),
    path("rounds/<int:pk>/edition/", views.take_edition, name="edition"),
    path("rounds/<int:pk>/reckon/", views.reckon, name="reckon"),
    path("rounds/<int:pk>/release/", views.release, name="release"),
    path("rounds/<int:pk>/rerun/", views.rerun, name="rerun"),
    path("rounds/<int:pk>/adopt/", views.adopt, name="adopt"),
    path("rounds/<int:pk>/accept/<int:result_pk>/", views.accept, name="accept"),
    path("rounds/<int:pk>/submit/", views.submit, name="submit"),
    path("rounds/<int:pk>/approve/", views.approve, name="approve"),
    path("rounds/<int:pk>/send-back/", views.send_back, name="send_back"),
    path("rounds/<int:pk>/effect/", views.put_into_effect, name="effect"),
    path("rounds/<int:pk>/published/", views.mark_published, name="published"),
    path("rounds/<int:pk>/correct/", views.correct, name="correct"),
    path("rounds/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("rounds/<int:pk>/sheets/<int:sheet_pk>/", marking_pages.sheet, name="sheet"),
    path("rounds/<int:pk>/sheets/<int:sheet_pk>/form.xlsx", marking_pages.sheet_form, name="sheet_form"),
    path("rounds/<int:pk>/sheets/<int:sheet_pk>/excel/", marking_pages.take_marks, name="take_marks"),
    path("rounds/<int:pk>/sheets/<int:sheet_pk>/back/", views.send_sheet_back, name="sheet_back"),
    path("rounds/<int:pk>/object/", objection_pages.raise_objection, name="object"),
    path("rounds/<int:pk>/objections/<int:objection_pk>/", objection_pages.objection, name="objection"),
    path(
        "rounds/<int:pk>/participants/<int:participant_pk>/marks/", marking_pages.put_right, name="put_right"
    ),
    path("rounds/<int:pk>/evidence/<int:evidence_pk>/", marking_pages.evidence, name="evidence"),
]
