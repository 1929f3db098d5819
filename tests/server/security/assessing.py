"""Rounds of assessment for the tests of addresses: one open to objections, one for approval, one in which marks are given."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Mark, Run
from baicheng.server.orgs.models import Subject
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Objection, Round, RoundState
from tests.server.duties.conftest import PROGRAMME
from tests.server.people import user

RULE = """\
scorecard: yearly
title: {zh: 年度考核, en: Yearly assessment}
source: {document: 临政办〔2019〕2号, article: 二}
for: {relation: subjects, where: "kind = 'unit'"}
facts:
  own: {title: {zh: 自评, en: Own}, sum: value, of: round_marks, by: subject, where: "item = 'own'", on: since, if_missing: undecided}
parts:
  - part: all
    title: {zh: 考核, en: Assessment}
    items:
      - {item: own, title: {zh: 自评, en: Own}, clause: 一, points: 30, mark: own}
total: {decimals: 2}
ranking: {ties: share}
"""
ROUND = """\
round: yearly
title: {zh: 年度考核, en: Yearly assessment}
rule: yearly
subjects: {group: assessed}
every: year
panels: {title: {zh: 考核组, en: Panels}, allotted: not_stated}
draws:
  - {draw: towns, title: {zh: 乡镇, en: Townships}, from: {relation: administers, levels: [township]}, take: 2}
steps:
  - {step: own, kind: self, title: {zh: 自评, en: Own}, due: not_stated, items: [{item: own, title: {zh: 自评, en: Own}, most: 30}]}
  - {step: summary, kind: draft, title: {zh: 汇总, en: Summary}, due: not_stated}
  - {step: objections, kind: objection, title: {zh: 异议, en: Objections}, due: not_stated}
  - {step: approval, kind: approval, title: {zh: 审定, en: Approval}, due: not_stated, chain: [office as leader]}
source: {document: 临政办〔2019〕2号, article: 三}
"""
GROUP = """\
group: assessed
title: {zh: 参评单位, en: Units assessed}
members: [{name: %s}]
source: {document: 临政办〔2019〕2号, article: 一}
"""


def with_round(pack: Path, assessed: str) -> Path:
    """A pack with a round in which the unit of that name is assessed."""
    for folder, text in (("rules", RULE), ("rounds", ROUND), ("groups", GROUP % assessed)):
        (pack / folder).mkdir(exist_ok=True)
        name = "assessed" if folder == "groups" else "yearly"
        (pack / folder / f"{name}.yaml").write_text(text, "utf-8")
    return pack


def make_rounds(
    office: User, liaison: User, bureau: Subject, run: Run, secret: str, at: datetime
) -> dict[str, int]:
    """The ids of a round open to objections, of what it holds, of one for approval, of one that is marked."""
    open_, waiting, marking = (_opened(office, year, at) for year in (2018, 2019, 2020))
    sheet = open_.sheets.get(step="own")
    services.give_mark(open_, "own", bureau, Decimal(30), user=liaison, at=at, remark=secret)
    mark = Mark.objects.get(round_id=open_.pk, superseded_at=None)
    Round.objects.filter(pk=open_.pk).update(state=RoundState.OBJECTION, run=run)
    second = user(Role.OFFICE, programme=PROGRAMME)
    Round.objects.filter(pk=waiting.pk).update(
        state=RoundState.APPROVAL, run=run, submitted_by=second, submitted_at=at
    )
    objection = Objection.objects.create(
        round=open_, subject=bureau, reason=secret, raised_by=liaison, raised_at=at
    )
    upheld = Objection.objects.create(
        round=open_, subject=bureau, reason=secret, raised_by=liaison, raised_at=at, upheld=True
    )
    evidence = open_.evidence.create(
        mark=mark,
        name=f"{secret}.pdf",
        file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
        size=8,
        sha256="0" * 64,
        added_by=liaison,
        added_at=at,
    )
    return {
        "round": open_.pk,
        "waiting_round": waiting.pk,
        "marked_round": marking.pk,
        "marked_sheet": marking.sheets.get(step="own").pk,
        "sheet": sheet.pk,
        "participant": open_.participants.get().pk,
        "objection": objection.pk,
        "upheld": upheld.pk,
        "evidence": evidence.pk,
    }


def _opened(office: User, year: int, at: datetime) -> Round:
    return services.open_round(PROGRAMME, "yearly", day=date(year, 6, 1), user=office, at=at, seed=7)
