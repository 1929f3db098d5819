"""The addresses of papers: for those inside, and for everybody under ``/public/``."""

from __future__ import annotations

from django.urls import path

from baicheng.server.publishing import public_views, views

app_name = "publishing"
urlpatterns = [
    path("papers/", views.list_papers, name="list"),
    path("papers/export.xlsx", views.export, name="export"),
    path("papers/draft/", views.draft, name="draft"),
    path("papers/<int:pk>/", views.detail, name="detail"),
    path("papers/<int:pk>/words/", views.edit, name="edit"),
    path("papers/<int:pk>/submit/", views.submit, name="submit"),
    path("papers/<int:pk>/approve/", views.approve, name="approve"),
    path("papers/<int:pk>/send-back/", views.send_back, name="send_back"),
    path("papers/<int:pk>/release/", views.release, name="release"),
    path("papers/<int:pk>/time/", views.set_time, name="set_time"),
    path("papers/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("papers/<int:pk>/discard/", views.discard, name="discard"),
    path("papers/<int:pk>/correct/", views.correct, name="correct"),
    path("papers/<int:pk>/paper.docx", views.word, name="word"),
    path("papers/<int:pk>/paper.pdf", views.pdf, name="pdf"),
    path("papers/<int:pk>/tables.xlsx", views.excel, name="excel"),
    path("public/", public_views.index, name="public"),
    path("public/<slug:address>/", public_views.paper, name="public_paper"),
    path("public/<slug:address>/<int:version>/", public_views.paper, name="public_version"),
    path("public/<slug:address>/<int:version>/paper.docx", public_views.word, name="public_word"),
    path("public/<slug:address>/<int:version>/paper.pdf", public_views.pdf, name="public_pdf"),
    path("public/<slug:address>/<int:version>/tables.xlsx", public_views.excel, name="public_excel"),
    path("robots.txt", public_views.robots, name="robots"),
]
