"""What a paper tells of the results of a rule (考核结果通报、红黑榜): those of one finished run, whole or in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from baicheng.clock.periods import Period
from baicheng.packs.schema.notices import Annex, Notice
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.server.assessments.models import Result, Run, RunState
from baicheng.server.assessments.queries import results_of
from baicheng.server.editions.queries import loaded
from baicheng.server.publishing.counting import MOST_ROWS, Facts
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.queries import notice_of
from baicheng.server.publishing.wording import day_said, leading, period_said, together, trailing
from baicheng.server.rounds.models import Round, RoundState
from baicheng.server.rounds.services.following import outcomes_of
from baicheng.server.web.formats import figure

_HEADS, _UNDECIDED_HEADS = ("名次", "考核对象", "得分", "等次"), ("序号", "考核对象", "尚缺的数据")
_DECISION_HEADS, _FOLLOWS_HEADS = ("序号", "对象", "判定"), ("序号", "考核对象", "结果运用")
#: Where in a row its place and its grade stand.
_PLACE, _GRADE = 0, 3


def run_for(programme: str, notice: Notice, period: Period) -> Run:
    """The run whose results a paper tells: a final one before others, the last before earlier ones.

    Raises:
        ValidationError: there is none, a round that is not final decides on it, it leaves subjects undecided that the
            paper does not list, or it judges persons and the paper is public.
    """
    _refuse_before_the_lock(_rounds(programme, notice.rule, period.since, period.until))
    rows = Run.objects.filter(
        programme=programme, rule=notice.rule, since=period.since, until=period.until, state=RunState.DONE
    )
    runs = rows.order_by(F("final_at").desc(nulls_last=True), "-finished_at", "-pk")
    run = runs.first()
    if run is None:
        raise ValidationError(
            {"day": _("No run of the rule about this period is finished: run it under Assessments first.")}
        )
    lists_them = any(annex.table == "undecided" for annex in notice.annexes)
    if run.undecided and not lists_them:
        raise ValidationError(
            {
                "day": _("%(count)s are undecided in the run: enter what is missing and run the rule again.")
                % {"count": run.undecided}
            }
        )
    if notice.public and results_of(run).filter(label="").exists():
        raise ValidationError(_("The rule judges persons: a public paper does not name them."))
    return run


def refuse_unlocked(paper: Publication) -> None:
    """A paper that was drafted before a round was opened leaves the desk only if it tells of what was approved.

    Raises:
        ValidationError: a round about its rule and days is not final, or is final with other results.
    """
    rounds = _rounds(paper.programme, notice_of(paper).rule, paper.since, paper.until)
    _refuse_before_the_lock(rounds)
    final = rounds.filter(state=RoundState.FINAL).values_list("run", flat=True)
    if final and paper.facts["run"]["id"] not in final:
        raise ValidationError(
            _(
                "It tells of other results than those that a round of assessment made final: have it sent back, discard "
                "it, and draft it again."
            )
        )


def _rounds(programme: str, rule: str | None, since: date, until: date) -> QuerySet[Round]:
    """The rounds that decide on the results of a rule; none where a paper tells of no rule."""
    rows = Round.objects.filter(programme=programme, rule=rule or "", since=since, until=until)
    return rows.exclude(state=RoundState.CANCELLED)


def _refuse_before_the_lock(rounds: QuerySet[Round]) -> None:
    """No paper tells of a draft that those assessed can still object to, or that nobody approved."""
    if rounds.exclude(state=RoundState.FINAL).exists():
        raise ValidationError(
            {
                "day": _(
                    "A round of assessment decides on these results: draft or release the paper once it is final, or "
                    "give the round up."
                )
            }
        )


@dataclass(frozen=True)
class OfResults:
    """A paper on the results of a run."""

    run: Run
    notice: Notice

    @property
    def day(self) -> date:
        """The last day judged."""
        return self.run.last_day

    @property
    def known_at(self) -> datetime:
        """The moment of knowledge of the run."""
        return self.run.known_at

    def facts(self, period: Period, office: str) -> Facts:
        """Its figures and tables, with the results behind them."""
        results = list(results_of(self.run))
        decided = [one for one in results if not one.undecided]
        rule = loaded(self.run.edition).rules[self.run.rule]
        hit = [one for one in decided if one.hits] if isinstance(rule, Decision) else []
        follows = _follows(self.run)
        undecided = [one for one in results if one.undecided]
        places = [one.place for one in decided if one.place is not None]
        top, bottom = min(places, default=0), max(places, default=0)
        return {
            "figures": {
                "period": period_said(period),
                "day": day_said(self.day),
                "year": self.day.year,
                "office": office,
                "subjects": len(results),
                "decided": len(decided),
                "undecided": len(undecided),
                "first": leading((one.called for one in decided if places and one.place == top), "个"),
                "last": trailing(one.called for one in decided if bottom > top and one.place == bottom),
                "met": len(hit),
                "follows": len(follows["rows"]),
            },
            "run": {"id": self.run.pk, "digest": self.run.digest},
            "tables": {
                "results": (
                    _hits(hit, rule.unit)
                    if isinstance(rule, Decision)
                    else _results(decided, _decimals(rule))
                ),
                "follows": follows,
                "undecided": _undecided(undecided, _titles(rule)),
            },
        }


def _results(decided: Sequence[Result], decimals: int | None) -> Facts:
    """A row for each; without the column of grades where the rule gives none."""
    width = len(_HEADS) if any(one.grade for one in decided) else _GRADE
    rows = [
        [one.place or "", one.called, _points(one.total, decimals), one.grade][:width]
        for one in decided[:MOST_ROWS]
    ]
    return {
        "heads": list(_HEADS[:width]),
        "rows": rows,
        "results": [one.pk for one in decided],
        **_more(decided),
    }


def _decimals(rule: Rule) -> int | None:
    """The decimals that a scorecard states for its total; ``None`` where points are not what a rule gives."""
    return rule.total.decimals if isinstance(rule, Scorecard) else None


def _points(total: Decimal | None, decimals: int | None) -> str:
    """A total as a paper prints it: points with all their decimals, so that they stand in one line."""
    return figure(total) if total is None or decimals is None else f"{total:.{decimals}f}"


def _hits(hit: Sequence[Result], unit: str | None) -> Facts:
    """Whom rows of a decision hit, with which rows those are."""
    listed_ = hit[:MOST_ROWS]
    rows = [
        [place, one.called, together(title["zh"] for title in one.hits), figure(one.total)]
        for place, one in enumerate(listed_, start=1)
    ]
    return {
        "heads": [*_DECISION_HEADS, _amount_head([unit])],
        "rows": rows,
        "hits": [one.detail["hits"] for one in listed_],
        **_more(hit),
    }


def _follows(run: Run) -> Facts:
    """What follows from the results, where a round made them final; the money where a record holds any."""
    round_ = Round.objects.filter(
        run=run, state=RoundState.FINAL, name__in=loaded(run.edition).rounds
    ).first()
    found = outcomes_of(round_) if round_ is not None else []
    rows = [
        [place, one.result.called, one.follows.title.zh, figure(one.money)]
        for place, one in enumerate(found[:MOST_ROWS], start=1)
    ]
    heads = [*_FOLLOWS_HEADS, _amount_head(one.unit for one in found)]
    return {"heads": heads, "rows": rows, **_more(found)}


def _amount_head(units: Iterable[str | None]) -> str:
    """The head of a column of amounts, with their unit."""
    said = together(dict.fromkeys(unit for unit in units if unit))
    return f"金额（{said}）" if said else "金额"


def _titles(rule: Rule) -> dict[str, str]:
    """What people call the facts of a rule."""
    return {name: fact.title.zh if fact.title else name for name, fact in rule.facts.items()}


def _undecided(undecided: Sequence[Result], titles: Mapping[str, str]) -> Facts:
    rows = [
        [place, one.called, together(_missing(one, titles))]
        for place, one in enumerate(undecided[:MOST_ROWS], start=1)
    ]
    return {"heads": list(_UNDECIDED_HEADS), "rows": rows, **_more(undecided)}


def _missing(one: Result, titles: Mapping[str, str]) -> list[str]:
    """The facts that are not known of it, each once."""
    return list(dict.fromkeys(titles.get(name, name) for each in one.undecided for name in each["names"]))


def _more(found: Sequence[object]) -> Facts:
    return {"more": max(len(found) - MOST_ROWS, 0)}


def listed(annex: Annex, table: Facts) -> list[list[Any]]:
    """The rows of results that an annex asks for: all, those of some grades or rows, or a red or black list.

    Equals are listed together: three from the top are more where two share the third place. Whom a row of a decision
    hits is numbered anew.
    """
    rows: Sequence[list[Any]] = table["rows"]
    if annex.rows is not None:
        hits = zip(rows, table["hits"], strict=True)
        wanted = [row for row, names in hits if set(names) & set(annex.rows)]
        return [[place, *row[1:]] for place, row in enumerate(wanted, start=1)]
    if annex.grades is not None:
        return [row for row in rows if row[_GRADE:] and row[_GRADE] in annex.grades]
    places = sorted(int(row[_PLACE]) for row in rows if row[_PLACE] != "")
    if annex.first is not None and places:
        bound = places[: annex.first][-1]
        return [row for row in rows if row[_PLACE] != "" and int(row[_PLACE]) <= bound]
    if annex.last is not None and places:
        bound = places[-annex.last :][0]
        return [row for row in rows if row[_PLACE] != "" and int(row[_PLACE]) >= bound]
    return list(rows) if annex.first is None and annex.last is None else []
