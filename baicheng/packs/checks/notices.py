"""Notices (通报): the register is counted, the template is there and sound, every figure that is named exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baicheng.packs.notice_templates import faults_of
from baicheng.packs.pack import Pack, Place
from baicheng.packs.placeholders import places_in
from baicheng.packs.problems import Problem
from baicheng.packs.schema.notices import NUMBERING, Notice
from baicheng.packs.yaml_text import Path
from baicheng.rules.model.decision import Decision

#: Who a paper's approver can be: there is no record that could have parties.
OF_RECORDS = ("party", "field", "bearer", "author", "about", "superior")


def check_notices(pack: Pack) -> Iterator[Problem]:
    """Every notice of a pack, and every template."""
    for name, notice in pack.notices.items():
        place = pack.place("notices", name)
        yield from _register(pack, place, notice)
        yield from _annexes(pack, place, notice)
        yield from _words(place, notice)
        if notice.template not in pack.templates:
            yield place.unknown(("template",), notice.template, pack.templates, ("模板", "template"))
        if any(who.name in OF_RECORDS for who in notice.approves.walk()):
            yield place.problem(
                ("approves",),
                '通报不是台账记录，审批人请写 office、unit("…")、holder 或 members。',
                'a notice is no record; name the approver by office, unit("..."), holder or members.',
            )
    for name, content in pack.templates.items():
        for fault in faults_of(content):
            yield Problem(f"notices/{name}", 0, "", fault.zh, fault.en)


def _register(pack: Pack, place: Place, notice: Notice) -> Iterator[Problem]:
    if notice.rule is not None and notice.rule not in pack.rules:
        yield place.unknown(("rule",), notice.rule, pack.rules, ("规则", "rule"))
    counted = [name for name, register in pack.registers.items() if register.overview is not None]
    if notice.about is not None and notice.about not in counted:
        yield place.unknown(("about",), notice.about, counted, ("有总览的台账", "register with an overview"))


def _annexes(pack: Pack, place: Place, notice: Notice) -> Iterator[Problem]:
    """An annex names rows of its decision, and what follows where a round says what does."""
    rule = pack.rules.get(notice.rule or "")
    known = [row.row for row in rule.rows] if isinstance(rule, Decision) else []
    followed = [one for one in pack.rounds.values() if one.rule == notice.rule and one.follows]
    for index, annex in enumerate(notice.annexes):
        for name in annex.rows or ():
            if name not in known:
                yield place.unknown(
                    ("annexes", index, "rows"), name, known, ("判定行", "row of the decision")
                )
        if annex.table == "follows" and not followed:
            yield place.problem(
                ("annexes", index, "table"),
                f"规则包里没有按“{notice.rule}”考核并写明结果运用（follows）的轮次。",
                f"no round of the pack assesses by '{notice.rule}' and says what follows.",
            )


def _words(place: Place, notice: Notice) -> Iterator[Problem]:
    yield from _figures(place, ("heading",), notice.heading, notice.figures)
    yield from _figures(place, ("number",), notice.number, NUMBERING)
    for index, block in enumerate(notice.body):
        yield from _figures(place, ("body", index, block.kind), block.words, notice.figures)
        for key in ("when", "unless"):
            name = getattr(block, key)
            if name is not None and name not in notice.figures:
                yield place.unknown(("body", index, key), name, notice.figures, ("数字", "figure"))


def _figures(place: Place, path: Path, words: str, known: Mapping[str, str]) -> Iterator[Problem]:
    for name in places_in(words):
        if name not in known:
            yield place.unknown(path, name, known, ("数字", "figure"))
