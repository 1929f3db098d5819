"""The addresses of the pages that are put together from all other apps."""

from __future__ import annotations

from django.urls import path

from baicheng.server.pages.views import (
    clocks,
    codes,
    directory,
    files,
    forms,
    limits,
    moves,
    parties,
    personal,
    record,
    reports,
    roster,
    targets,
    trial,
    work,
)

app_name = "pages"
urlpatterns = [
    path("my-work/", work.my_work, name="my_work"),
    path("my-work/<int:pk>/report/", reports.report, name="report"),
    path("my-work/<int:pk>/answer/<slug:outcome>/", moves.answer, name="answer"),
    path("my-work/<int:pk>/more-time/", limits.ask_extension, name="ask_extension"),
    path("my-work/<int:pk>/settle/", moves.settle, name="settle"),
    path("time-limits/<int:pk>/", clocks.time_limit, name="time_limit"),
    path("time-limits/<int:pk>/pause/", clocks.pause, name="pause"),
    path("time-limits/<int:pk>/resume/", clocks.resume, name="resume"),
    path("time-limits/<int:pk>/hand-on/", clocks.hand_on, name="hand_on"),
    path("time-limits/<int:pk>/give-back/", clocks.give_back, name="give_back"),
    path("time-limits/<int:pk>/appeal/", clocks.exclude, name="exclude"),
    path("more-time/<int:pk>/", limits.decide_extension, name="decide_extension"),
    path("ledgers/<str:register_id>/new/", forms.create, name="create"),
    path("records/<int:pk>/", record.record, name="record"),
    path("records/<int:pk>/edit/", forms.edit, name="edit"),
    path("records/<int:pk>/moves/<slug:name>/", moves.move, name="move"),
    path("records/<int:pk>/deadline/<slug:field>/", limits.change_due, name="change_due"),
    path("records/<int:pk>/parties/", parties.parties, name="parties"),
    path("records/<int:pk>/parties/<slug:role>/<int:subject>/end/", parties.end_party, name="end_party"),
    path(
        "records/<int:pk>/parties/<slug:role>/<int:subject>/replace/",
        parties.replace_party,
        name="replace_party",
    ),
    path("records/<int:pk>/personal/erase/", personal.erase, name="erase_personal"),
    path("records/<int:pk>/personal/<slug:field>/read/", personal.reveal, name="reveal_personal"),
    path("records/<int:pk>/consolidator/<slug:role>/", parties.consolidate, name="consolidate"),
    path("directory/new/", directory.create, name="new_subject"),
    path("directory/from-excel/", roster.enter, name="enter_roster"),
    path("directory/from-excel/form/", roster.blank, name="blank_roster"),
    path("directory/<int:pk>/", directory.subject, name="subject"),
    path("directory/<int:pk>/rename/", directory.rename, name="rename_subject"),
    path("directory/<int:pk>/name/", directory.add_name, name="add_name"),
    path("directory/<int:pk>/codes/", codes.set_code, name="set_code"),
    path("directory/<int:pk>/codes/<int:code>/", codes.correct_code, name="correct_code"),
    path("directory/<int:pk>/boundary/", codes.set_boundary, name="set_boundary"),
    path("directory/<int:pk>/relate/", directory.relate, name="relate"),
    path("directory/<int:pk>/relations/<int:relation>/end/", directory.end_relation, name="end_relation"),
    path("local-values/<int:pk>/trial/", trial.trial, name="trial"),
    path("targets/<int:pk>/choose/", targets.choose, name="choose_target"),
    path("files/<int:pk>/remove/", files.remove_file, name="remove_file"),
]
