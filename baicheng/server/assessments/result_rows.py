"""A result as it is kept and told (结果的表述), and as rows on which other rules rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baicheng.server.assessments.models import Result


def rows_of(result: Result) -> Iterator[dict[str, Any]]:
    """The rows of the relation ``results`` that a kept result gives: the whole, then each line."""
    run = result.run
    counts_on = run.counts_on or run.until
    for item, outcome, number, word in result.detail["rows"]:
        yield {
            "id": f"{run.programme}/{run.rule}/{run.pk}/{result.subject}/{item or ''}",
            "rule": run.rule,
            "subject": result.subject,
            "item": item,
            "met": outcome,
            "number": number,
            "word": word,
            "counts_on": counts_on,
        }
